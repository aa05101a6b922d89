import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { createClient } from "@/e2e/support/promfleet-client";
import { startPromfleet } from "@/e2e/support/running-promfleet";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import { makeServiceEndpoints } from "./service-endpoints";

/** What issue 3 promises: from a key to the new funnel on the screen, by number of loaded targets. */
const LIMITS_MS: Readonly<Record<number, number>> = { 10000: 300, 100000: 2_000 };
const KEYS = 30;
const WARM_UP_KEYS = 4;
/** Anything longer on the main thread is felt while typing. */
const LONG_TASK_MS = 50;
/** A burst as a quick typist makes it. */
const BURST = { keys: 40, everyMs: 60 };

/** The article's seven rules, and an eighth whose regex is typed: every digit changes how many targets it keeps. */
const RULES = `${ARTICLE_EXAMPLE.rulesText.trimEnd()}
  - source_labels: [__meta_kubernetes_pod_name]
    action: keep
    regex: .*`;

/**
 * Loads a file of generated service endpoints into the lab, types into the rule editor, and measures from each key's own
 * event to the first frame in which the funnel shows other numbers; then types a burst and looks at the main thread.
 *
 * @returns whether 95 of 100 keys stay below the limit of each size, and no burst has a long task
 */
export async function bench(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-lab-"));
  const app = await startPromfleet();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  let isFast = true;
  // Times of a browser mean little while other programs want the same processors.
  console.log(`lab: ${availableParallelism()} processors, load average before the start ${(loadavg()[0] ?? 0).toFixed(1)}`);
  try {
    const client = createClient(app.url);
    await client.setUp(app.setupToken());
    await client.signIn();
    for (const count of Object.keys(LIMITS_MS).map(Number)) {
      const context = await browser.newContext({ storageState: client.storageState(), viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      const loadedMs = await loadTargets(page, app.url, writeTargets(folder, count));
      console.log(`lab: ${count} targets read and run ${(loadedMs / 1000).toFixed(1)} s after the file was chosen`);
      isFast = (await measure(page, count)) && isFast;
      await context.close();
    }
    return isFast;
  } finally {
    await browser.close();
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeTargets(folder: string, count: number): string {
  const file = join(folder, `targets-${count}.json`);
  writeFileSync(file, JSON.stringify(makeServiceEndpoints(count)));
  return file;
}

async function loadTargets(page: Page, url: string, file: string): Promise<number> {
  const { job } = ARTICLE_EXAMPLE;
  const draft = { rulesText: RULES, labelsText: "", job: { ...job, params: "" }, prometheusVersion: "3.5.3", rulesOff: [] };
  await page.addInitScript((text) => localStorage.setItem("promfleet.relabel-lab", text), JSON.stringify(draft));
  await page.goto(`${url}/relabel`);
  await page.locator(".monaco-editor .view-lines").first().waitFor();
  await page.getByText("File", { exact: true }).click();
  const startedAt = performance.now();
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.getByRole("region", { name: "What each rule does to the targets" }).waitFor({ timeout: 120_000 });
  return performance.now() - startedAt;
}

async function measure(page: Page, count: number): Promise<boolean> {
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.evaluate(watch);
  const times: number[] = [];
  for (let key = 0; key < WARM_UP_KEYS + KEYS; key++) times.push(await measureKey(page, keyAt(key)));
  const isInTime = reportKeys(count, times.slice(WARM_UP_KEYS));
  return (await measureBurst(page)) && isInTime;
}

/** A digit, then back: each step changes what the rule keeps. */
function keyAt(key: number): string {
  return key % 2 === 0 ? String(Math.floor(key / 2) % 10) : "Backspace";
}

async function measureKey(page: Page, key: string): Promise<number> {
  const count = await page.evaluate(() => (window as unknown as { watched: Watched }).watched.times.length);
  await page.keyboard.press(key);
  const times = await page.waitForFunction((before) => {
    const { watched } = window as unknown as { watched: Watched };
    return watched.times.length > before ? watched.times : null;
  }, count);
  return (await times.jsonValue())?.at(-1) ?? Number.NaN;
}

type Watched = {
  /** From a key's own event to the first frame in which the funnel shows something else. */
  times: number[];
  longTasks: number[];
  frameGaps: number[];
};

/** Runs in the page. */
function watch(): void {
  const watched: Watched = { times: [], longTasks: [], frameGaps: [] };
  Object.assign(window, { watched });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) watched.longTasks.push(entry.duration);
  }).observe({ type: "longtask" });
  let keyAt = 0;
  document.addEventListener("keydown", (event) => (keyAt = event.timeStamp), { capture: true });
  const read = () => document.querySelector('section[aria-label="What each rule does to the targets"]')?.textContent ?? "";
  let shown = read();
  let last = performance.now();
  const frame = (now: number) => {
    watched.frameGaps.push(now - last);
    last = now;
    const text = read();
    if (text !== shown) watched.times.push(performance.now() - keyAt);
    shown = text;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function measureBurst(page: Page): Promise<boolean> {
  await page.waitForTimeout(1_500);
  await page.evaluate(() => Object.assign((window as unknown as { watched: Watched }).watched, { longTasks: [], frameGaps: [] }));
  for (let key = 0; key < BURST.keys; key++) {
    await page.keyboard.press(keyAt(key));
    await page.waitForTimeout(BURST.everyMs);
  }
  const { longTasks, frameGaps } = await page.evaluate(() => (window as unknown as { watched: Watched }).watched);
  const longest = Math.max(0, ...longTasks);
  const isSmooth = longest <= LONG_TASK_MS;
  console.log(
    `  burst of ${BURST.keys} keys, one every ${BURST.everyMs} ms: ${longTasks.length} tasks above ${LONG_TASK_MS} ms on the main thread` +
      ` (longest ${longest.toFixed(0)} ms), longest time between two frames ${Math.max(0, ...frameGaps).toFixed(0)} ms: ${isSmooth ? "kept" : "MISSED"}`,
  );
  return isSmooth;
}

function reportKeys(count: number, times: readonly number[]): boolean {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  const limitMs = LIMITS_MS[count] ?? 0;
  const isInTime = at(0.95) < limitMs;
  console.log(
    `  ${times.length} keys: median ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms, max ${at(1).toFixed(0)} ms;` +
      ` limit ${limitMs} ms: ${isInTime ? "kept" : "MISSED"}`,
  );
  return isInTime;
}
