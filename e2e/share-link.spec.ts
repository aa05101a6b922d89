import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, SIGNED_OUT, test, uniqueName } from "./fixtures";
import { openSettled } from "./pages/every-page";
import { signIn } from "./pages/setup-page";
import { TEST_ADMIN } from "./support/promfleet-client";
import { startPromfleet } from "./support/running-promfleet";

const OPENED = "You opened a shared link";
const SHARE = "Share as a link";
/** The editor is large, and the machine may be busy with other tests. */
const LOADED_MS_MAX = 60_000;
const STORED = "promfleet.relabel-lab";

const draft = (rulesText: string, labelsText = '__address__="a:1"\nenv="test"\n') => ({
  rulesText,
  labelsText,
  job: { job_name: "web", scheme: "http", metrics_path: "/metrics", scrape_interval: "1m", scrape_timeout: "10s", params: "" },
  prometheusVersion: "2.53.3",
  rulesOff: [],
});
const SHARED = draft("- source_labels: [env]\n  regex: prod\n  action: keep\n");
const OWN = draft("- target_label: mine\n  replacement: kept\n");

test("what is shared opens in another browser, and the own draft is one press away", async ({ page, browser, app }) => {
  const link = await shareLink(page, SHARED);
  expect(link).toMatch(new RegExp(`^${app.url}/relabel#lab=1\\.`));

  const other = await browser.newContext({ storageState: app.storageState });
  const asked: string[] = [];
  const visitor = await other.newPage();
  visitor.on("request", (request) => asked.push(`${request.url()} ${request.postData() ?? ""}`));
  await openDraft(visitor, app.url, OWN);
  await visitor.goto(link);

  await expect(visitor.getByText(OPENED)).toBeVisible({ timeout: LOADED_MS_MAX });
  await expect(visitor.getByText("Dropped by rule 1, because the label env was “test” and must be exactly “prod”.")).toBeVisible({
    timeout: LOADED_MS_MAX,
  });
  expect(new URL(visitor.url()).hash).toBe("");
  await expect.poll(() => storedRules(visitor)).toBe(SHARED.rulesText);
  expect(asked.filter((request) => request.includes(link.split(".").at(-1) ?? link))).toEqual([]);

  await visitor.reload();
  await expect(visitor.getByText(OPENED)).toBeVisible({ timeout: LOADED_MS_MAX });
  await visitor.getByRole("button", { name: "Back to my own draft" }).click();
  await expect(visitor.getByText(OPENED)).toHaveCount(0);
  await expect.poll(() => storedRules(visitor)).toBe(OWN.rulesText);
  await other.close();
});

test("the link is copied, and can be copied by hand where the browser forbids it", async ({ page }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const link = await shareLink(page, SHARED);
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);

  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Copied" }).click();
  await expect(page.getByText("The link is selected: press Ctrl+C.")).toBeVisible();
});

test("a damaged link says so and changes nothing", async ({ page, app }) => {
  const link = await shareLink(page, SHARED);
  await openDraft(page, app.url, OWN);
  await page.goto(link.slice(0, -8));
  // The page is there already: only its fragment changes.
  await expect(page.getByText("This link is damaged: it was cut or changed on its way.")).toBeVisible();
  await expect.poll(() => storedRules(page)).toBe(OWN.rulesText);
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("This link is damaged")).toHaveCount(0);
});

test("a secret gets into no link, and is not repeated", async ({ page, app }) => {
  await openDraft(page, app.url, draft("", '__address__="a:1"\n__param_token="hunter2hunter2"\n'));
  await page.getByRole("button", { name: SHARE }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/The labels hold what looks like a password or another secret in line 2/)).toBeVisible();
  await expect(dialog).not.toContainText("hunter2");
  await expect(dialog.getByRole("textbox")).toHaveCount(0);
});

test("each finding links to its paragraph inside the product", async ({ page, app }) => {
  await openDraft(page, app.url, draft("- source_labels: [env]\n  regex: ^test$\n  action: keep\n"));
  const finding = page.getByRole("listitem").filter({ hasText: "Redundant anchors" });
  await expect(finding.first()).toBeVisible({ timeout: LOADED_MS_MAX });
  const [paragraph] = await Promise.all([
    page.context().waitForEvent("page"),
    finding.first().getByRole("link", { name: "Why, and what to write instead" }).click(),
  ]);
  await expect(paragraph).toHaveURL(`${app.url}/relabel/findings#redundant-anchors`);
  await expect(paragraph.getByRole("heading", { name: "Redundant anchors" })).toBeInViewport();
  const { violations } = await new AxeBuilder({ page: paragraph }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.length])).toEqual([]);
});

test.describe("nobody is signed in", () => {
  test.use({ storageState: SIGNED_OUT });

  test("a link leads to the sign-in and then opens", async ({ page, browser, app }) => {
    const maker = await browser.newContext({ storageState: app.storageState });
    const link = await shareLink(await maker.newPage(), SHARED, app.url);
    await maker.close();

    await page.goto(link);
    await expect(page).toHaveURL(/\/sign-in\?returnTo=%2Frelabel#lab=1\./);
    await signIn(page, TEST_ADMIN);
    await expect(page.getByText(OPENED)).toBeVisible({ timeout: LOADED_MS_MAX });
    await expect.poll(() => storedRules(page)).toBe(SHARED.rulesText);
  });

  test("where the lab is public, a link opens without any sign-in and without asking the API", async ({ page, browser, app }) => {
    const maker = await browser.newContext({ storageState: app.storageState });
    const link = new URL(await shareLink(await maker.newPage(), SHARED, app.url));
    await maker.close();
    const open = await startPromfleet({ environment: { PROMFLEET_PUBLIC_LAB: "true" } });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));

    await page.goto(`${open.url}/relabel${link.hash}`);
    await expect(page.getByText(OPENED)).toBeVisible({ timeout: LOADED_MS_MAX });
    await expect(page.getByText(/^Dropped by rule 1/).first()).toBeVisible({ timeout: LOADED_MS_MAX });
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
    await expect(page.getByText("Prometheus server", { exact: true })).toHaveCount(0);
    for (const view of ["metrics", "tests"]) await openSettled(page, `${open.url}/relabel?view=${view}`);
    await openSettled(page, `${open.url}/relabel/findings`);
    expect(asked.filter((path) => path.startsWith("/api/"))).toEqual([]);

    const elsewhere = await page.request.get(`${open.url}/clusters`, { maxRedirects: 0 });
    expect(elsewhere.status()).toBe(307);
    await open.stop();
  });
});

/** Shows a draft in the lab, as an earlier visit would have left it. */
async function openDraft(page: Page, url: string, content: ReturnType<typeof draft>): Promise<void> {
  // Once: later navigations of this page find what the lab has stored itself.
  const once = uniqueName("draft");
  await page.addInitScript(
    ([key, text, mark]) => {
      if (sessionStorage.getItem(mark) === null) localStorage.setItem(key, text);
      sessionStorage.setItem(mark, "");
    },
    [STORED, JSON.stringify(content), once] as const,
  );
  await page.goto(`${url}/relabel`);
  await expect(page.getByRole("button", { name: SHARE })).toBeVisible({ timeout: LOADED_MS_MAX });
}

async function shareLink(page: Page, content: ReturnType<typeof draft>, url = ""): Promise<string> {
  await openDraft(page, url, content);
  await page.getByRole("button", { name: SHARE }).click();
  return page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
}

async function storedRules(page: Page): Promise<string> {
  const stored = await page.evaluate((key) => localStorage.getItem(key), STORED);
  return (JSON.parse(stored ?? "{}") as { rulesText?: string }).rulesText ?? "";
}
