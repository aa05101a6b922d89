import { writeFileSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test, uniqueName } from "./fixtures";
import { readyEditor } from "./pages/code-editor";
import { speak } from "./pages/every-page";
import { registerServer } from "./support/arrange";

const RULES = `- source_labels: [team]
  regex: a|b
  action: keep
- source_labels: [env]
  regex: test
  action: drop
- source_labels: [team]
  target_label: owner
`;
const LABEL = { funnel: "What each rule does to the targets", table: "Targets and what became of them" };

test("a file of targets: funnel, table, filters and the transcript of one", async ({ page, folder }) => {
  await openLab(page, RULES);
  await loadFile(page, join(folder, "targets.json"), JSON.stringify(makeTargets(600)));
  await expect(totals(page)).toHaveText(/600 targets.*200 kept.*400 dropped.*0 refused/);

  const [teams, tests] = [funnelStep(page, 1), funnelStep(page, 2)];
  await expect(teams).toContainText(/600 enter.*200 dropped/);
  await expect(tests).toContainText(/400 enter.*200 dropped/);
  await expect(funnelStep(page, 3)).toContainText("200 changed");
  await tests.click();
  await expect(page.getByText("200 shown").first()).toBeVisible();
  await expect(rows(page).first()).toContainText("dropped by 2");

  await page.getByRole("searchbox", { name: "Filter targets" }).fill("env=test team=a");
  await expect(page.getByText("100 shown").first()).toBeVisible();
  await rows(page).first().click();
  const transcript = page.getByRole("region", { name: "Transcript of the selected target" });
  await expect(transcript.getByText("Dropped by rule 2")).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter targets" }).fill("no-such-thing");
  await expect(page.getByText("No target fits these filters.")).toBeVisible();
  // It is still the same target; the table only does not show it.
  await expect(transcript.getByText("Dropped by rule 2")).toBeVisible();
});

test("targets are browsed with keys alone", async ({ page, folder }) => {
  await openLab(page, RULES);
  await loadFile(page, join(folder, "targets.json"), JSON.stringify(makeTargets(600)));
  const grid = page.getByRole("grid", { name: LABEL.table });
  await page.getByLabel("Group by rule").focus();
  await page.keyboard.press("Space");
  await expect(rows(page).first()).toContainText("Dropped by rule 1: 200 targets");
  await page.keyboard.press("Tab");
  await expect(grid).toBeFocused();
  for (const key of ["Enter", "ArrowDown", "ArrowDown", "ArrowUp"]) await page.keyboard.press(key);
  const transcript = page.getByRole("region", { name: "Transcript of the selected target" });
  await expect(grid.getByRole("row", { selected: true })).toContainText("10.0.0.5:9100");
  await expect(transcript).toContainText("Target 10.0.0.5:9100");
  await page.keyboard.press("End");
  await expect(grid.getByRole("row", { selected: true })).toContainText("kept");
  await expect(transcript.getByText("Kept: Prometheus scrapes this URL")).toBeVisible();
  const active = await grid.getAttribute("aria-activedescendant");
  await expect(grid.getByRole("row", { selected: true })).toHaveAttribute("id", active ?? "");
});

test("what a real Prometheus discovers for a job, with the same verdicts @prometheus", async ({ page, app, prometheus }) => {
  writeFileSync(prometheus.configFile, serverConfig(RULES));
  await prometheus.reload();
  await expect.poll(async () => (await prometheus.targets("teams/all")).length, { timeout: 30_000 }).toBe(20);
  const name = uniqueName("lab");
  await registerServer(app.client, prometheus, { name, clusterIds: [] });
  await openLab(page, "");
  await chooseJob(page, name, "teams/all");
  await page.getByRole("button", { name: "Load its targets" }).click();
  await expect(page.getByText("60 targets", { exact: true }).first()).toBeVisible();
  await page.getByRole("button", { name: "Take its rules, too" }).click();
  await expect(totals(page)).toHaveText(/60 targets.*20 kept.*40 dropped/);
  await expect(page.getByRole("combobox", { name: "Prometheus version" })).toHaveValue(prometheus.version.replace(/\+.*$/, ""));
  await page.getByRole("searchbox", { name: "Filter targets" }).fill("owner=");
  await page.getByRole("combobox", { name: "Outcome" }).click();
  await page.getByRole("option", { name: "Kept", exact: true }).click();
  await expect(page.getByText("0 shown").first()).toBeAttached();
  await page.getByRole("searchbox", { name: "Filter targets" }).fill("");
  const urls = await rows(page).locator("td:last-child").allInnerTexts();
  const real = (await prometheus.targets("teams/all")).map(({ scrapeUrl }) => scrapeUrl);
  expect(real).toEqual(expect.arrayContaining(urls));
  await expect(page.getByText("20 shown").first()).toBeAttached();
});

test.describe("a server that does not answer", () => {
  test.use({ allowedConsoleErrors: [/status of 50[24]/] });

  test("says so, and the lab stays as it is @prometheus", async ({ page, app, prometheus }) => {
    const name = uniqueName("down");
    await registerServer(app.client, prometheus, { name, clusterIds: [] });
    await prometheus.halt();
    await openLab(page, RULES);
    await page.getByText("Server", { exact: true }).click();
    await chooseServer(page, name);
    await expect(page.getByRole("alert").filter({ hasText: prometheus.url })).toHaveCount(1);
    await expect(page.getByRole("button", { name: "Load its targets" })).toBeDisabled();
    await prometheus.restart();
  });
});

test("what can be read is used, the rest is told at its place", async ({ page, folder }) => {
  await openLab(page, RULES);
  await loadFile(page, join(folder, "targets.json"), JSON.stringify([...makeTargets(6), 7, { team: 1 }]));
  await expect(totals(page)).toHaveText(/6 targets/);
  await expect(page.getByText("2 entries could not be read; the others are used.")).toBeVisible();
  await expect(page.getByText(/At \[6\]: neither/)).toBeVisible();
  await loadFile(page, join(folder, "broken.json"), '[{"a":"b"');
  await expect(page.getByText("This is not valid JSON.")).toBeVisible();
  await expect(page.getByText("The targets have 1 problem.")).toBeVisible();
  await loadFile(page, join(folder, "good.yml"), "- targets: ['h:1', 'h:2']\n  labels: { team: a }\n");
  await expect(totals(page)).toHaveText(/2 targets.*2 kept/);
});

test("a file dropped on the page is loaded", async ({ page }) => {
  await openLab(page, RULES);
  const data = await page.evaluateHandle(
    (text) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text], "dropped.json"));
      return transfer;
    },
    JSON.stringify(makeTargets(30)),
  );
  const zone = page.getByRole("region", { name: "Relabel lab; a file with targets can be dropped here" });
  await zone.dispatchEvent("dragenter", { dataTransfer: data });
  await expect(page.getByText("Drop the file to load its targets")).toBeVisible();
  await zone.dispatchEvent("drop", { dataTransfer: data });
  await expect(totals(page)).toHaveText(/30 targets/);
  await expect(page.getByText(/dropped\.json/)).toBeVisible();
});

test("captured samples of a role, all at once", async ({ page }) => {
  await openLab(page, RULES);
  await page.getByText("Samples", { exact: true }).click();
  await expect(totals(page)).toHaveText(/12 targets/);
  await page.getByRole("combobox", { name: "Discovery role" }).click();
  await page.getByRole("option", { name: "role: pod" }).click();
  await expect(totals(page)).toHaveText(/2 targets/);
});

test("hostile rules on hostile targets end, and the next ones work", async ({ page, folder }) => {
  test.slow();
  const nested = "(((a*)*)*)*b";
  const list = Array.from({ length: 10_000 }, (_, index) => `- { source_labels: [x], regex: '${nested}${index}', action: drop }`);
  await openLab(page, list.join("\n"));
  const targets = makeTargets(2_000).map((labels) => ({ ...labels, x: "a".repeat(2_000) }));
  await loadFile(page, join(folder, "hostile.json"), JSON.stringify(targets));
  const isSettled = page.getByText(/Stopped after|2,000 targets.*kept|The rules have [0-9,]+ problems/).first();
  await expect(isSettled).toBeVisible({ timeout: 150_000 });
  expect(await page.evaluate(() => 1 + 1)).toBe(2);
  await page.getByText("Samples", { exact: true }).click();
  await (await readyEditor(page)).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await page.keyboard.type("- target_label: a");
  await expect(totals(page)).toHaveText(/12 targets/, { timeout: 60_000 });
});

const LOOKS = [
  { scheme: "light", language: "en" },
  { scheme: "dark", language: "zh-CN" },
] as const;

for (const { scheme, language } of LOOKS) {
  test(`WCAG 2.2 AA: many targets, one of them selected, ${scheme}, ${language}`, async ({ page, app, folder }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, app.url, language);
    await openLab(page, RULES);
    await loadFile(page, join(folder, "targets.json"), JSON.stringify(makeTargets(600)));
    await page.getByRole("grid").focus();
    await page.keyboard.press("End");
    await expect(page.getByRole("grid").getByRole("row", { selected: true })).toBeVisible();
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  });
}

/** Teams a, b, c in turn; every second one of a and b is a test. */
function makeTargets(count: number): Record<string, string>[] {
  const teams = ["a", "b", "c"];
  return Array.from({ length: count }, (_, index) => ({
    __address__: `10.0.${Math.floor(index / 250)}.${index % 250}:9100`,
    team: teams[index % 3] ?? "a",
    env: Math.floor(index / 3) % 2 === 0 ? "prod" : "test",
  }));
}

function serverConfig(rules: string): string {
  const groups = makeTargets(60).map(({ __address__, ...labels }) => ({ targets: [__address__], labels }));
  const job = `  - job_name: teams/all\n    static_configs: ${JSON.stringify(groups)}\n    relabel_configs:\n`;
  return `scrape_configs:\n${job}${rules.trimEnd().replaceAll(/^/gm, "      ")}\n`;
}

async function openLab(page: Page, rulesText: string): Promise<void> {
  const job = { job_name: "web", scheme: "http", metrics_path: "/metrics", scrape_interval: "1m", scrape_timeout: "10s" };
  const draft = { rulesText, labelsText: "", job: { ...job, params: "" }, prometheusVersion: "3.5.3", rulesOff: [] };
  await page.addInitScript((text) => localStorage.setItem("promfleet.relabel-lab", text), JSON.stringify(draft));
  await page.goto("/relabel");
  await readyEditor(page);
}

/** As the button does it: the field of the file is behind it. */
async function loadFile(page: Page, file: string, text: string): Promise<void> {
  writeFileSync(file, text);
  await page.locator('label:has-text("File"), label:has-text("文件")').first().click();
  await page.locator('input[type="file"]').setInputFiles(file);
}

async function chooseServer(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name: "Prometheus server" }).click();
  await page.getByRole("option", { name, exact: true }).click();
}

async function chooseJob(page: Page, server: string, job: string): Promise<void> {
  await page.getByText("Server", { exact: true }).click();
  await chooseServer(page, server);
  await page.getByRole("combobox", { name: "Job (scrape pool)" }).click();
  await page.getByRole("option", { name: job, exact: true }).click();
}

const totals = (page: Page) => page.getByTestId("lab-totals");
const funnelStep = (page: Page, number: number) =>
  page
    .getByRole("region", { name: LABEL.funnel })
    .getByRole("listitem")
    .nth(number - 1)
    .getByRole("button");
const rows = (page: Page) => page.getByRole("grid", { name: LABEL.table }).locator("tbody tr");
