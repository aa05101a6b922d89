import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { readyEditor } from "./pages/code-editor";
import { speak } from "./pages/every-page";
import { PROJECT_ROOT } from "./support/parts.mjs";

const ANNOTATION = "__meta_kubernetes_service_annotation_prometheus_io_scrape";
const WRONG_RULES = `- source_labels: [${ANNOTATION}]
  regex: "True"
  action: keep
- source_labels: [__meta_kubernetes_service_name]
  target_label: service
`;
const RIGHT_RULES = WRONG_RULES.replace("True", "true");
const LABELS = `__address__="10.1.2.3:9100"\n__meta_kubernetes_service_name="shop"\n${ANNOTATION}="true"\n`;

const SUITE = `# Tests of the web job
tests:
  - name: annotated services are kept
    scrape_config: { job_name: web, relabel_configs: [{ source_labels: [team], regex: shop, action: keep }] }
    target: { __address__: "a:1", team: store }
    prometheus: [2.53.3, 3.5.3]
    expect: { dropped: true }
  - name: the team is a label
    scrape_config: { job_name: web, relabel_configs: [{ target_label: team, replacement: shop }] }
    target: { __address__: "a:1" }
    expect: { labels: { team: store } }
`;

test("a dropped target is understood, its rule fixed, saved as a test and run by the command line: one verdict", async ({
  page,
  folder,
}) => {
  await seed(page, WRONG_RULES);
  await page.goto("/relabel");
  const reason = "Dropped by rule 1, because the service annotation prometheus.io/scrape was “true” and must be exactly “True”.";
  await expect(page.getByText(reason, { exact: true })).toBeVisible();

  await pasteRules(page, RIGHT_RULES);
  await expect(page.getByText("Kept: Prometheus scrapes this URL")).toBeVisible();
  await page.getByRole("button", { name: "Save as test" }).click();
  const dialog = page.getByRole("dialog", { name: "Save as test" });
  await expect(dialog.getByRole("textbox", { name: "Name of the test" })).toHaveValue("shop is kept");
  await dialog.getByRole("textbox", { name: "Name of the test" }).fill("annotated shop is kept");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("The saved test passes with these rules")).toBeVisible();

  await page.getByRole("link", { name: "The saved test passes with these rules" }).click();
  await expect(page.getByText(/^1 passed, 0 failed/)).toBeVisible();
  const file = await downloadSuite(page, folder);
  expect(readFileSync(file, "utf8")).toContain("service: shop");
  expect(runCli(file)).toEqual({ code: 0, said: expect.stringContaining("1 test passed.") });

  writeFileSync(file, readFileSync(file, "utf8").replace('regex: "true"', 'regex: "True"'));
  const broken = runCli(file);
  expect(broken).toEqual({ code: 1, said: expect.stringContaining("FAILED  annotated shop is kept") });
  expect(broken.said).toContain('matches True, and this one has "true"');
  await page.getByRole("button", { name: "Import a file" }).waitFor();
  await page.locator('input[type="file"]').setInputFiles(file);
  await expect(page.getByText(/^0 passed, 1 failed/)).toBeVisible();
  await expect(page.getByText('matches True, and this one has "true"')).toBeVisible();
});

test("saved tests tell whether the rules that are being edited still pass", async ({ page }) => {
  await seed(page, "- target_label: team\n  replacement: store\n", SUITE);
  await page.goto("/relabel");
  await expect(page.getByText("2 of 2 saved tests fail with these rules")).toBeVisible();
  await page.getByRole("tab", { name: "Tests" }).click();
  await expect(page.getByText(/^1 passed, 1 failed/)).toBeVisible();
  await page.getByText("Rules in the lab").click();
  await expect(page.getByText(/^0 passed, 2 failed/)).toBeVisible();
});

test("tests are renamed, edited and deleted by keyboard, and everything can be taken back", async ({ page }) => {
  await seed(page, RIGHT_RULES, SUITE);
  await page.goto("/relabel?view=tests");
  await page.getByRole("button", { name: "Rename the team is a label" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "New name" })).toBeFocused();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("team: shop");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "team: shop" })).toBeVisible();
  await page.getByRole("button", { name: "Delete annotated services are kept" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^0 passed, 1 failed/)).toBeVisible();
  expect(await readSuite(page)).toBe(
    `# Tests of the web job
tests:
  - name: "team: shop"
    scrape_config: { job_name: web, relabel_configs: [{ target_label: team, replacement: shop }] }
    target: { __address__: "a:1" }
    expect: { labels: { team: store } }
`,
  );
  await page.getByRole("button", { name: "Back to what was here" }).press("Enter");
  await expect(page.getByText(/^1 passed, 1 failed/)).toBeVisible();
});

test("a mistake in the file is shown at its line, and nothing is lost over a reload", async ({ page }) => {
  await seed(page, RIGHT_RULES, SUITE.replace("expect: { dropped", "expects: { dropped"));
  await page.goto("/relabel?view=tests");
  await expect(page.getByText("Unknown key expects. Did you mean expect?")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Unknown key expects. Did you mean expect?")).toBeVisible();
  expect(await readSuite(page)).toContain("expects: { dropped: true }");
});

for (const [scheme, language, empty] of [
  ["light", "en", "No tests yet"],
  ["dark", "zh-CN", "还没有测试"],
] as const) {
  test(`WCAG 2.2 AA: the tests view, ${scheme}`, async ({ page, app }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, app.url, language);
    await page.goto("/relabel?view=tests");
    await expect(page.getByText(empty)).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.evaluate((text) => localStorage.setItem("promfleet.rule-tests", text), SUITE);
    await page.reload();
    await expect(page.getByRole("table")).toBeVisible();
    await readyEditor(page);
    expect(await violations(page)).toEqual([]);
  });
}

async function violations(page: Page): Promise<unknown[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const found = (await new AxeBuilder({ page }).withTags(tags).analyze()).violations;
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => ({ id, target, failureSummary })));
}

/** What an earlier visit would have left; only for the first page of the test. */
async function seed(page: Page, rulesText: string, suite = ""): Promise<void> {
  const job = {
    job_name: "web",
    scheme: "http",
    metrics_path: "/metrics",
    scrape_interval: "1m",
    scrape_timeout: "10s",
    params: "",
  };
  const draft = JSON.stringify({ rulesText, labelsText: LABELS, job, prometheusVersion: "3.5.3", rulesOff: [] });
  await page.addInitScript(
    ([lab = "", tests = ""]) => {
      if (localStorage.getItem("promfleet.relabel-lab") !== null) return;
      localStorage.setItem("promfleet.relabel-lab", lab);
      localStorage.setItem("promfleet.rule-tests", tests);
    },
    [draft, suite],
  );
}

/** Pastes over the rules: typing would have the editor complete and indent. */
async function pasteRules(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await (await readyEditor(page)).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
}

async function readSuite(page: Page): Promise<string | null> {
  return page.evaluate(() => localStorage.getItem("promfleet.rule-tests"));
}

async function downloadSuite(page: Page, folder: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  expect(download.suggestedFilename()).toBe("relabel-tests.yml");
  const file = join(folder, "relabel-tests.yml");
  await download.saveAs(file);
  return file;
}

/** The built command, as CI runs it. */
function runCli(file: string): { code: number; said: string } {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    encoding: "utf8",
    stdio: "pipe",
    env: { ...process.env, LC_ALL: "en" },
  };
  try {
    return { code: 0, said: execFileSync(process.execPath, [join(PROJECT_ROOT, "dist/promfleet.mjs"), "test", file], options) };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { code: status, said: stdout };
  }
}
