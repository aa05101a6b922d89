import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { type PrometheusOptions, QUICK_DISCOVERY, type RealPrometheus, startPrometheus } from "@/e2e/support/real-prometheus";
import { decodeExposition } from "@/lib/exposition/decode-exposition";
import { parseExposition } from "@/lib/exposition/parse-exposition";
import { publicTargetLabels } from "@/lib/prometheus/merge-target-labels";
import { runScrape } from "@/lib/prometheus/run-scrape";
import { isAtLeast, type PrometheusVersion, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { compareNames } from "@/lib/relabel/label-order";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { type ScrapeCase, scrapeCase } from "./scrape-cases";

/** Set by a last rule of every job, so that stored series can be told apart whatever the other rules did. */
const MARK = "zz_case";
const JOBS_PER_CONFIG = 250;
const POLL_MS = 250;
const RECENT_MS = 5 * 60_000;
const SCRAPED_WITHIN_MS = 60_000;

/** What a scrape came to: why it failed, or "", and the stored series as texts. */
type Verdict = { readonly error: string; readonly series: readonly string[] };
type Job = ScrapeCase & { readonly id: string };

export type ScrapeComparison = { readonly cases: number; readonly failed: number; readonly differences: readonly string[] };

/** Lets a real Prometheus scrape random answers and compares what it stores and what it complains about with ours. */
export async function compareScrapes(
  line: PrometheusOptions["line"],
  options: { readonly seed: number; readonly count: number },
): Promise<ScrapeComparison> {
  const directory = mkdtempSync(join(tmpdir(), "promfleet-scrapes-"));
  const bodies = new Map<string, Job>();
  const exporter = await serve(bodies);
  const prometheus = await startPrometheus({ line, directory, flags: QUICK_DISCOVERY });
  try {
    const version = parsePrometheusVersion(prometheus.version);
    if (version === null) throw new Error(`no version: ${prometheus.version}`);
    const cases = fc.sample(scrapeCase, { seed: options.seed, numRuns: options.count });
    const jobs = cases.map((one, index): Job => ({ ...toRunnable(one, version), id: String(index) }));
    const differences: string[] = [];
    let failed = 0;
    for (let start = 0; start < jobs.length; start += JOBS_PER_CONFIG) {
      const batch = jobs.slice(start, start + JOBS_PER_CONFIG);
      for (const job of batch) bodies.set(job.id, job);
      const verdicts = await scrapeAll(prometheus, batch, exporter.address, version);
      for (const job of batch) {
        const ours = simulate(job, exporter.address, version);
        const theirs = verdicts.get(job.id) ?? { error: "not scraped", series: [] };
        if (theirs.error !== "") failed += 1;
        if (!agree(ours, theirs, version)) differences.push(describe(job, ours, theirs));
      }
    }
    return { cases: jobs.length, failed, differences };
  } finally {
    await prometheus.stop();
    exporter.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Rules that this version would refuse are left out: they have tests of their own. */
function toRunnable(one: ScrapeCase, version: PrometheusVersion): ScrapeCase {
  const isMapping = hasRepeatedName(one, version);
  const rules = one.rules.filter((rule) => compileRules([rule], version).ok && !(isMapping && rule.action === "labelmap"));
  return { ...one, rules: [...rules, { target_label: MARK, replacement: "MARK" }] };
}

/** Which of two labels of one name a labelmap copies is not followed: the scrape fails anyway. */
function hasRepeatedName({ body, format }: ScrapeCase, version: PrometheusVersion): boolean {
  const { samples } = parseExposition(decodeExposition(body), format, version);
  return samples.some(({ repeated }) => repeated.length > 0);
}

async function serve(bodies: ReadonlyMap<string, Job>) {
  const server = createServer((request, response) => {
    const job = bodies.get((request.url ?? "").slice(1));
    const type = job?.format === "openmetrics" ? "application/openmetrics-text; version=1.0.0" : "text/plain; version=0.0.4";
    response.writeHead(job === undefined ? 404 : 200, { "content-type": type }).end(job?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, close: () => void server.close() };
}

function rulesOf({ rules, id }: Job): readonly RelabelRule[] {
  return rules.map((rule) => (rule.target_label === MARK ? { ...rule, replacement: id } : rule));
}

/** JSON is YAML; Prometheus 2 knows no name schemes. */
function renderConfig(jobs: readonly Job[], address: string, version: PrometheusVersion): string {
  const scrape_configs = jobs.map((job) => {
    const { metric_name_validation_scheme: scheme, ...options } = job.job;
    const isLegacy = isAtLeast(version, 3, 0) && scheme === "legacy";
    return {
      job_name: `j${job.id}`,
      metrics_path: `/${job.id}`,
      scrape_interval: "2s",
      scrape_timeout: "2s",
      ...options,
      // From 3.4 to 3.6 a job's scheme alone is refused.
      ...(isLegacy ? { metric_name_validation_scheme: scheme, metric_name_escaping_scheme: "underscores" } : {}),
      static_configs: [{ targets: [address], labels: job.target }],
      metric_relabel_configs: rulesOf(job),
    };
  });
  return JSON.stringify({ scrape_configs });
}

async function scrapeAll(prometheus: RealPrometheus, jobs: readonly Job[], address: string, version: PrometheusVersion) {
  writeFileSync(prometheus.configFile, renderConfig(jobs, address, version));
  const reloaded = await prometheus.reload();
  if (!reloaded.ok) throw new Error(await reloaded.text());
  const errors = await waitForErrors(prometheus, jobs);
  const series = await storedSeries(prometheus.url);
  return new Map(
    jobs.map(({ id }): [string, Verdict] => [id, { error: errors.get(`j${id}`) ?? "", series: (series.get(id) ?? []).sort() }]),
  );
}

/** Resolves when every job has been scraped. */
async function waitForErrors(prometheus: RealPrometheus, jobs: readonly Job[]): Promise<ReadonlyMap<string, string>> {
  const pools = new Set(jobs.map(({ id }) => `j${id}`));
  for (const until = Date.now() + SCRAPED_WITHIN_MS; Date.now() < until; await sleep(POLL_MS)) {
    const targets = (await prometheus.targets()).filter(({ scrapePool }) => pools.has(scrapePool));
    // What the network of a busy machine says is not the answer; the next scrape will bring it.
    const scraped = targets.filter(({ health, lastError }) => health !== "unknown" && !lastError.startsWith("Get "));
    if (scraped.length >= jobs.length) return new Map(scraped.map(({ scrapePool, lastError }) => [scrapePool, lastError]));
  }
  throw new Error("not every target was scraped in time");
}

async function storedSeries(url: string): Promise<Map<string, string[]>> {
  // Series that a failed scrape has made are listed, but have no value.
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(`{${MARK}!=""}`)}`);
  const { data } = (await response.json()) as { data: { result: { metric: Record<string, string> }[] } };
  const byCase = new Map<string, string[]>();
  for (const { [MARK]: id = "", ...labels } of data.result.map(({ metric }) => metric))
    byCase.set(id, [...(byCase.get(id) ?? []), render(labels)]);
  return byCase;
}

function render(labels: LabelSet): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => compareNames(a, b)));
}

function simulate(job: Job, address: string, version: PrometheusVersion): Verdict {
  const rules = compileRules(rulesOf(job), version);
  if (!rules.ok) throw new Error(rules.problems[0].prometheus ?? rules.problems[0].code);
  const target = publicTargetLabels(toLabelSet({ instance: address, ...job.target, job: `j${job.id}` }));
  const { samples, problem } = parseExposition(decodeExposition(job.body), job.format, version);
  const { outcomes, failure } = runScrape({ job: job.job, rules: rules.value, version, target }, samples, problem);
  if (failure !== null) return { error: failure.problem.prometheus ?? failure.problem.code, series: [] };
  const kept = outcomes.flatMap((outcome, index) =>
    outcome.kind === "kept" && isRecent(samples[index]?.timestampMs) ? [render(without(outcome.labels, MARK))] : [],
  );
  return { error: "", series: [...new Set(kept)].sort() };
}

/** What a scrape dates far from now is not stored, which is no error either. */
function isRecent(timestampMs: number | null | undefined): boolean {
  return (timestampMs ?? null) === null || Math.abs((timestampMs ?? 0) - Date.now()) < RECENT_MS;
}

function without(labels: LabelSet, name: string): LabelSet {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key !== name));
}

function agree(ours: Verdict, theirs: Verdict, version: PrometheusVersion): boolean {
  // From 2.52 to 3.2 every second scrape over sample_limit passes and stores what the first one did not, or nothing.
  const hasFlips = isAtLeast(version, 2, 52) && !isAtLeast(version, 3, 3);
  if (hasFlips && ours.error === "sample limit exceeded" && ["", ours.error].includes(theirs.error)) return true;
  return ours.error === theirs.error && JSON.stringify(ours.series) === JSON.stringify(theirs.series);
}

function describe(job: Job, ours: Verdict, theirs: Verdict): string {
  const { id, format, body, job: options, target, rules } = job;
  const given = { id, format, body: decodeExposition(body), options, target, rules };
  return `${JSON.stringify(given)}\n  ours:   ${JSON.stringify(ours)}\n  theirs: ${JSON.stringify(theirs)}`;
}
