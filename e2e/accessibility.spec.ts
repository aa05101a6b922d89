import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, firstVisitTest, test, uniqueName } from "./fixtures";
import { EMPTY_PAGES, FLEET_PAGES, openSettled, type PageView, SETUP_PAGE, SIGN_IN_PAGE, speak } from "./pages/every-page";
import { fleetTest } from "./pages/fleet-test";
import type { SampleFleet } from "./support/sample-fleet";

const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
// One language per scheme: what axe looks at is the same in both.
const LOOKS = [
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "zh-CN" },
] as const;

for (const { scheme, language } of LOOKS) {
  firstVisitTest(`WCAG 2.2 AA: the pages of the first visit, ${scheme}`, async ({ page, freshApp }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, freshApp.url, language);
    await expectNoViolations(page, SETUP_PAGE, freshApp.url);
    const client = freshApp.newClient();
    await client.setUp(freshApp.setupToken());
    await expectNoViolations(page, SIGN_IN_PAGE, freshApp.url);
    await client.signIn();
    await page.context().addCookies(client.storageState().cookies);
    for (const view of EMPTY_PAGES) await expectNoViolations(page, view, freshApp.url);
  });

  fleetTest(`WCAG 2.2 AA: every page of a fleet in use, ${scheme}`, async ({ page, fleet }) => {
    fleetTest.slow();
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, fleet.app.url, language);
    for (const view of FLEET_PAGES) await expectNoViolations(page, view, fleet.app.url, fleet);
  });
}

async function expectNoViolations(page: Page, view: PageView, url: string, fleet?: SampleFleet): Promise<void> {
  await test.step(view.name, async () => {
    await page.unrouteAll({ behavior: "wait" });
    await view.arrange?.(page, fleet as SampleFleet);
    await openSettled(page, `${url}${view.path(fleet as SampleFleet)}`);
    await view.act?.(page);
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
    );
    expect.soft(found, view.name).toEqual([]);
  });
}

test("the skip link comes first and leads past the navigation", async ({ page, app }) => {
  await openSettled(page, `${app.url}/clusters`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const isInContent = await page.evaluate(() => document.querySelector("#content")?.contains(document.activeElement));
  expect(isInContent).toBe(true);
});

test("Tab indents in the editor, and leaves it after Ctrl+M", async ({ page, app }) => {
  await openSettled(page, `${app.url}/relabel`);
  const editor = page.getByRole("group", { name: "Rules" });
  const hasFocus = () => editor.evaluate((group) => group.contains(document.activeElement));
  await editor.getByRole("textbox").focus();
  await page.keyboard.press("Tab");
  expect(await hasFocus()).toBe(true);
  await page.keyboard.press("Control+m");
  await page.keyboard.press("Tab");
  await expect.poll(hasFocus).toBe(false);
});

test("a cluster is registered with the keyboard alone", async ({ page, app, apiServers: { alpha } }) => {
  const name = uniqueName("keyboard");
  await openSettled(page, `${app.url}/clusters/new`);
  await tabTo(page, page.getByRole("textbox", { name: "Name", exact: true }));
  await page.keyboard.type(name);
  await tabTo(page, page.getByRole("textbox", { name: "API server", exact: true }));
  await page.keyboard.type(alpha.url);
  await tabTo(page, page.getByLabel("CA certificate (PEM)"));
  await page.keyboard.insertText(alpha.caPem);
  await tabTo(page, page.getByLabel(/^Bearer token/));
  await page.keyboard.insertText(alpha.token());
  await tabTo(page, page.getByRole("button", { name: "Check connection" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Connected: Kubernetes/)).toBeVisible();
  await tabTo(page, page.getByRole("checkbox", { name: "Federation" }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Register cluster" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText(`Cluster ${name} is registered.`)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

const TABS_MAX = 60;

/** Presses Tab until the control has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses++) {
    await page.keyboard.press("Tab");
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${control} was not reached with ${TABS_MAX} presses of Tab`);
}
