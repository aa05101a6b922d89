import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { readyEditor } from "./pages/code-editor";
import { openSettled, speak } from "./pages/every-page";
import type { RealPrometheus } from "./support/real-prometheus";

const SCRAPE = `# TYPE shop_requests_total counter
shop_requests_total{page="cart",code="200"} 1027
shop_requests_total{page="cart",code="500"} 3
shop_requests_total{page="home",code="204"} 9000
go_goroutines 17
go_threads 9
shop_build_info{version="4.2",job="own"} 1
`;
const RULES = [
  { source_labels: ["__name__"], regex: "go_.*", action: "drop" },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of Prometheus
  { source_labels: ["code"], regex: "(.)..", target_label: "class", replacement: "${1}xx" },
  { regex: "code", action: "labeldrop" },
];

test("a scrape ends in the lab as in the real Prometheus, whole or broken @prometheus", async ({
  page,
  prometheus,
  prometheusLine,
}) => {
  const exporter = await startExporter(SCRAPE);
  await scrape(prometheus, exporter.address);
  await openLab(page);
  await chooseVersion(page, prometheusLine);
  await pasteRules(page, JSON.stringify(RULES));
  await page.getByRole("textbox", { name: "Labels of the target" }).fill(`job="shop"\ninstance="${exporter.address}"`);
  await page.getByRole("textbox", { name: "Scrape" }).fill(SCRAPE);

  await expect(page.getByText("The scrape succeeds: 4 series are stored")).toBeVisible();
  await expect(page.getByTestId("metric-totals")).toContainText("2 dropped");
  const stored = (await storedInLab(page)).sort();
  await expect.poll(async () => (await storedInPrometheus(prometheus)).sort(), { timeout: 60_000 }).toEqual(stored);

  const broken = SCRAPE.replace('"own"', "own");
  exporter.answer(broken);
  await page.getByRole("textbox", { name: "Scrape" }).fill(broken);
  await expect(page.getByText("The scrape fails: Prometheus stores nothing of it")).toBeVisible();
  await expect.poll(() => lastError(prometheus), { timeout: 60_000 }).toContain("expected label value");
  await expect(page.getByText(await lastError(prometheus), { exact: true })).toBeVisible();
  exporter.close();
});

test("one series that breaks a limit is named, shown and mended", async ({ page }) => {
  await openLab(page);
  await pasteRules(page, "- regex: nothing\n  action: labeldrop");
  await page.getByRole("textbox", { name: "Scrape" }).fill('a{x="1"} 1\nb{x="1",y="2"} 1\n');
  const limit = page.getByRole("textbox", { name: "label_limit" });
  await limit.fill("5");
  await expect(page.getByText("label_limit exceeded (metric: b, number of labels: 6, limit: 5)")).toBeVisible();
  await page.getByRole("button", { name: "Show the series" }).click();
  await expect(page.getByRole("region", { name: "Transcript of the selected series" })).toContainText("Series in line 2");
  await limit.fill("6");
  await expect(page.getByText("The scrape succeeds: 2 series are stored")).toBeVisible();
});

test("series are found, unfolded and explained by keyboard alone", async ({ page }) => {
  await openLab(page);
  await pasteRules(page, JSON.stringify(RULES));
  await page.getByRole("textbox", { name: "Scrape" }).fill(SCRAPE);
  const table = page.getByRole("treegrid", { name: "Series before and after the rules" });
  await expect(table.getByRole("row")).toHaveCount(6);
  await table.focus();
  for (const key of ["Home", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await expect(table.getByRole("row", { name: "2 dropped series" })).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Enter");
  await expect(table.getByRole("row", { name: /go_threads/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  const transcript = page.getByRole("region", { name: "Transcript of the selected series" });
  await expect(transcript).toContainText("go_goroutines");
  await expect(transcript.getByRole("list", { name: "Steps" })).toContainText("dropped");

  await page.getByRole("searchbox", { name: "Filter series" }).fill("class=5xx");
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table).toContainText('class="5xx"');
});

test("a compressed file of 100,000 series is scraped, filtered and scrolled", async ({ page }) => {
  await openLab(page);
  await pasteRules(page, "- source_labels: [kind]\n  regex: odd\n  action: drop");
  const lines = Array.from({ length: 100_000 }, (_, i) => `m{n="${i}",kind="${i % 2 === 0 ? "even" : "odd"}"} ${i}\n`);
  const buffer = gzipSync(lines.join(""));
  await page.locator('input[type="file"]').setInputFiles({ name: "scrape.txt.gz", mimeType: "application/gzip", buffer });
  await expect(page.getByText("The scrape succeeds: 50,000 series are stored")).toBeVisible({ timeout: 60_000 });

  const table = page.getByRole("treegrid", { name: "Series before and after the rules" });
  await table.focus();
  await page.keyboard.press("End");
  await expect(table.getByRole("row", { name: /n="99999"/ })).toBeVisible({ timeout: 30_000 });
  await page.getByRole("searchbox", { name: "Filter series" }).fill("n=4242");
  await expect(table.getByRole("row", { name: /n="4242"/ })).toBeVisible({ timeout: 30_000 });
  await expect(table.getByRole("row")).toHaveCount(2);
});

for (const { scheme, language, start } of [
  { scheme: "light", language: "en", start: "Start from" },
  { scheme: "dark", language: "zh-CN", start: "起点" },
] as const) {
  test(`WCAG 2.2 AA: samples, a transcript, a failed scrape, also on a telephone, ${scheme}`, async ({ page, app }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme });
    await speak(page, app.url, language);
    await openSettled(page, `${app.url}/relabel?view=metrics`);
    await expectAccessible(page);
    await page.getByRole("combobox", { name: start }).click();
    await page.getByRole("option", { name: /OpenMetrics/ }).click();
    await page
      .getByRole("row", { name: /warehouse\.id/ })
      .first()
      .click();
    await expectAccessible(page);
    await page.locator("textarea").filter({ hasText: "# EOF" }).first().fill("m{a=1} 1\n");
    await expect(page.getByText(/expected label value/)).toBeVisible();
    await page.setViewportSize({ width: 360, height: 740 });
    await expectAccessible(page);
  });
}

async function expectAccessible(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect.soft(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

async function openLab(page: Page): Promise<void> {
  await openSettled(page, "/relabel?view=metrics");
  await expect(page.getByTestId("metric-totals")).toBeVisible();
}

async function chooseVersion(page: Page, line: string): Promise<void> {
  await page.getByRole("combobox", { name: "Prometheus version" }).click();
  await page.getByRole("option", { name: new RegExp(`^${line}`) }).click();
}

/** Pastes over the rules: typing would have the editor complete and indent. */
async function pasteRules(page: Page, text: string): Promise<void> {
  const lines = await readyEditor(page);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await lines.click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  await expect(lines).toContainText(text.split("\n")[0]?.slice(2, 20) ?? "");
}

/** Every series that the lab says is stored, as Prometheus would write it with its labels in order. */
async function storedInLab(page: Page): Promise<string[]> {
  const table = page.getByRole("treegrid", { name: "Series before and after the rules" });
  const rows: Locator[] = await table.getByRole("row", { name: /unchanged|changed/ }).all();
  const texts = await Promise.all(
    rows.map((row) => row.getByRole("gridcell").last().locator(":scope > span").last().innerText()),
  );
  return texts.map((text) => {
    const [, name = "", labels = ""] = /^([^{]*)\{(.*)\}$/.exec(text) ?? [];
    return `${name}{${labels.split(", ").sort().join(", ")}}`;
  });
}

async function storedInPrometheus(prometheus: RealPrometheus): Promise<string[]> {
  const automatic = "up|scrape_.*";
  const found = await prometheus.query(`{instance!="",__name__!~"${automatic}"}`);
  return found.map(({ metric: { __name__: name, ...labels } }) => {
    const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return `${name}{${pairs.sort().join(", ")}}`;
  });
}

async function lastError(prometheus: RealPrometheus): Promise<string> {
  const [target] = await prometheus.targets();
  return target?.lastError ?? "";
}

async function scrape(prometheus: RealPrometheus, address: string): Promise<void> {
  const job = {
    job_name: "shop",
    scrape_interval: "1s",
    static_configs: [{ targets: [address] }],
    metric_relabel_configs: RULES,
  };
  writeFileSync(prometheus.configFile, JSON.stringify({ scrape_configs: [job] }));
  expect((await prometheus.reload()).ok).toBe(true);
}

async function startExporter(first: string) {
  let body = first;
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    answer: (next: string) => {
      body = next;
    },
    close: () => server.close(),
  };
}
