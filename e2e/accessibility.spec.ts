import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, firstVisitTest, test, uniqueName } from "./fixtures";
import {
  EMPTY_PAGES,
  FLEET_PAGES,
  openSettled,
  type PageView,
  SETUP_PAGE,
  SIGN_IN_PAGE,
  speak,
} from "./pages/every-page";
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
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_22_AA).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })),
    );
    expect.soft(found, view.name).toEqual([]);
  });
}
