import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { editorLines, readyEditor } from "./pages/code-editor";
import { findPrometheusBin } from "./support/parts.mjs";

const CHOICE = "node_exporter behind an annotated service";
const JOB = "kubernetes-service-endpoints";

test("the article's worked example ends as real Prometheus ends it @prometheus", async ({ page, folder, prometheusLine }) => {
  await openLab(page);
  await startFrom(page, CHOICE);
  await page.getByRole("combobox", { name: "Prometheus version" }).click();
  await page.getByRole("option", { name: new RegExp(`^${prometheusLine}`) }).click();
  // The draft is stored a moment after it has changed.
  await expect.poll(() => readStored(page, "prometheusVersion")).toMatch(new RegExp(`^${prometheusLine}`));
  const truth = askPromtool(folder, prometheusLine, {
    rules: await readStored(page, "rulesText"),
    labels: await readStored(page, "labelsText"),
  });

  const shown = await readTable(page, "Final labels");
  expect(shown).toEqual(publicLabels(truth));
  expect(shown.kubernetes_name).toBe("prometheus-node-exporter");
  expect(shown).not.toHaveProperty("kubernetes_service_name");
  const address = `${truth.__scheme__}://${truth.__address__}${truth.__metrics_path__}`;
  await expect(page.getByRole("status").filter({ hasText: "Kept: Prometheus scrapes this URL" })).toContainText(address);
  await expect(page.getByRole("list", { name: "Steps" }).getByRole("heading", { name: /^Rule \d/ })).toHaveCount(7);
});

test("it starts from a template with a target that the template keeps", async ({ page }) => {
  await openLab(page);
  await startFrom(page, "alpha/nodes");
  await expect(page.getByText("Kept: Prometheus scrapes this URL")).toBeVisible();
  expect(await readTable(page, "Final labels")).toMatchObject({ cluster: "alpha", job: "nodes" });
});

test("labels are pasted in three formats, with one result", async ({ page }) => {
  await openLab(page);
  const pasted = [
    '__address__="10.0.0.1:9100"\nteam="数据 \\"a\\""',
    '{"__address__": "10.0.0.1:9100", "team": "数据 \\"a\\""}',
    '{__address__="10.0.0.1:9100", team="数据 \\"a\\""}',
  ];
  await pasteRules(page, "- target_label: seen\n  source_labels: [team]");
  for (const text of pasted) {
    await page.getByRole("textbox", { name: "Targets", exact: true }).fill("");
    await page.getByRole("textbox", { name: "Targets", exact: true }).fill(text);
    await expect(page.getByRole("table", { name: "Final labels" })).toContainText("10.0.0.1:9100");
    expect(await readTable(page, "Final labels")).toMatchObject({
      team: '数据 "a"',
      seen: '数据 "a"',
      instance: "10.0.0.1:9100",
    });
  }
});

test("a regex that makes other engines hang does not hang the page", async ({ page }) => {
  await openLab(page);
  await page.getByRole("textbox", { name: "Targets", exact: true }).fill(`__address__="a:1"\nx="${"a".repeat(5000)}!"`);
  await pasteRules(page, "- source_labels: [x]\n  regex: (a+)+$\n  action: keep");
  await expect(page.getByText("Dropped by rule 1")).toBeVisible();
  // It answers while the rules run, too.
  expect(await page.evaluate(() => 1 + 1)).toBe(2);
});

test("a dropped target names its rule and why", async ({ page }) => {
  await openLab(page);
  await page.getByRole("textbox", { name: "Targets", exact: true }).fill('__address__="a:1"\nenv="test"');
  await pasteRules(page, "- target_label: a\n  replacement: b\n- source_labels: [env]\n  regex: prod|stage\n  action: keep");
  const reason = "Dropped by rule 2, because the label env was “test” and must be “prod” or “stage”.";
  await expect(page.getByText(reason, { exact: true })).toBeVisible();
  await expect(page.getByText("There are no final labels: this target is not scraped.")).toBeVisible();
});

test("an error is shown at its line", async ({ page }) => {
  await openLab(page);
  await pasteRules(page, "- target_label: a\n  replacement: b\n- action: keap\n  regex: x");
  await expect(page.getByText(/There is no relabel action called keap\.\s*\(?.*line 3/i)).toBeVisible();
  await expect(page.getByText("The rules have 1 problem.")).toBeVisible();
  await expect(page.locator(".monaco-editor .squiggly-error").first()).toBeVisible();
});

async function openLab(page: Page): Promise<void> {
  await page.goto("/relabel");
  await readyEditor(page);
}

async function startFrom(page: Page, name: string): Promise<void> {
  const picker = page.getByRole("combobox", { name: "Start from" });
  await picker.click();
  await picker.fill(name);
  await page.getByRole("option", { name, exact: true }).first().click();
}

/** Pastes over the rules: typing would have the editor complete and indent. */
async function pasteRules(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await editorLines(page).click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(editorLines(page)).toContainText(text.split("\n")[0]?.slice(2) ?? "");
}

/** What the lab works on, as it keeps it over a reload: the editor draws only the lines that fit. */
async function readStored(page: Page, part: "rulesText" | "labelsText" | "prometheusVersion"): Promise<string> {
  const stored = await page.evaluate(() => localStorage.getItem("promfleet.relabel-lab"));
  return (JSON.parse(stored ?? "{}") as Record<string, string>)[part] ?? "";
}

async function readTable(page: Page, name: string): Promise<Record<string, string>> {
  const table = page.getByRole("table", { name });
  await expect(table).toBeVisible();
  const rows = await table.locator("tbody tr").all();
  const pairs = rows.map(async (row) => [
    await row.getByRole("rowheader").innerText(),
    await row.locator("td").last().innerText(),
  ]);
  return Object.fromEntries(await Promise.all(pairs));
}

type Labels = Readonly<Record<string, string>>;

function publicLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !name.startsWith("__")));
}

/** What Prometheus itself makes of a target and rules. @returns its labels after relabelling */
function askPromtool(folder: string, line: "3.5" | "2.53", { rules, labels }: { rules: string; labels: string }): Labels {
  const discovered = Object.fromEntries(
    labels
      .trim()
      .split("\n")
      .map((text) => /^([^=]+)="(.*)"$/.exec(text))
      .map((match) => [match?.[1] ?? "", match?.[2] ?? ""]),
  );
  // These come from the job itself.
  const { __address__ = "", job: _job, __scheme__: _scheme, __metrics_path__: _path, ...rest } = discovered;
  writeFileSync(join(folder, "targets.json"), JSON.stringify([{ targets: [__address__], labels: rest }]));
  const indented = rules.replaceAll(/^/gm, "    ");
  const config = `scrape_configs:\n  - job_name: ${JOB}\n    file_sd_configs: [{ files: [targets.json] }]\n${indented}\n`;
  writeFileSync(join(folder, "prometheus.yml"), config);
  const promtool = join(findPrometheusBin(line) ?? "", "promtool");
  const args = ["check", "service-discovery", "--timeout=5s", join(folder, "prometheus.yml"), JOB];
  const [answer] = JSON.parse(execFileSync(promtool, args, { encoding: "utf8", stdio: "pipe" })) as { labels: Labels }[];
  return answer?.labels ?? {};
}
