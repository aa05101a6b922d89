import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { compilePipeline, type TargetPipeline } from "@/lib/prometheus/target-pipeline";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { tallyRules } from "@/lib/relabel/apply";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import { compileRules } from "@/lib/relabel/compile";
import { type ShapedLabels, toShaped } from "@/lib/relabel/shape-table";
import { startSyncingPrometheus } from "./prometheus-relabel";
import { type Labels, makeServiceEndpoints } from "./service-endpoints";

const TARGETS = 100_000;
const ROUNDS = 7;
const RATIO_MIN = 2;

const METHOD = `${TARGETS} service-endpoint targets, the article's seven rules, ${ROUNDS} alternating rounds. Load of the machine: ${loadavg()[0]?.toFixed(1)}.
Prometheus: one real process discovers the targets from a file. Each round reloads it without and with the seven rules;
  both times a last rule drops everything, so nothing is scraped and nothing else differs. Rules alone = with less without,
  by its own prometheus_target_sync_length_seconds. Its garbage collector is off and run between the syncs.
Promfleet: one thread, in every round between the two, garbage collected before each run. The whole pipeline: the job's
  defaults, the seven rules, the counters of the funnel, Prometheus's checks, then finished label sets, the labels of the
  series and the URL of every kept target. "again": targets that are laid out already, as in the lab with every key;
  "first": plain objects as JSON.parse makes them. Rules alone = again with the rules, less again without.`;

type Round = { readonly prometheus: number; readonly again: number; readonly first: number; readonly rulesAlone: number };

const collectGarbage = prepareCollector();

/** @returns whether our rules alone handle at least twice the targets per second that Prometheus's rules alone do */
export async function bench(): Promise<boolean> {
  console.log(METHOD);
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-"));
  const targets = makeServiceEndpoints(TARGETS);
  const prometheus = await startSyncingPrometheus(folder, targets);
  try {
    const rounds: Round[] = [];
    const laidOut = targets.map(toShaped);
    // The first runs pay for code that is compiled while it runs; Prometheus has been compiled long ago.
    for (let i = 0; i < 3; i++) measure(laidOut, (shaped) => shaped, ARTICLE_EXAMPLE.rulesText);
    for (let i = 0; i < ROUNDS; i++) rounds.push(await runRound(prometheus, targets, laidOut));
    if ((await prometheus.countTargets()) !== TARGETS) throw new Error("Prometheus did not see all targets");
    return report(prometheus.version, rounds);
  } finally {
    await prometheus.stop();
    rmSync(folder, { recursive: true });
  }
}

async function runRound(
  prometheus: Awaited<ReturnType<typeof startSyncingPrometheus>>,
  targets: readonly Labels[],
  laidOut: readonly ShapedLabels[],
): Promise<Round> {
  const same = (shaped: ShapedLabels) => shaped;
  const without = await prometheus.sync("");
  const again = measure(laidOut, same, ARTICLE_EXAMPLE.rulesText);
  const ourWithout = measure(laidOut, same, "relabel_configs: []");
  const parsed = targets.map((labels): Labels => JSON.parse(JSON.stringify(labels)));
  const first = measure(parsed, toShaped, ARTICLE_EXAMPLE.rulesText);
  const withRules = await prometheus.sync(ARTICLE_EXAMPLE.rulesText);
  const round = { prometheus: withRules - without, again, first, rulesAlone: again - ourWithout };
  const rates = `Prometheus ${perSecond(round.prometheus)}, ours ${perSecond(round.rulesAlone)}`;
  console.log(`round: rules alone ${rates}; again ${perSecond(again)}, first ${perSecond(first)} targets/s`);
  return round;
}

/** @returns seconds for all targets */
function measure<T>(targets: readonly T[], layOut: (target: T) => ShapedLabels, rulesText: string): number {
  const pipeline = preparePipeline(rulesText);
  const tallies = tallyRules(pipeline.rules);
  collectGarbage();
  const startedAt = performance.now();
  const run = compilePipeline(pipeline, tallies);
  let keptCount = 0;
  for (const target of targets) if (run(layOut(target)).kind === "kept") keptCount += 1;
  const seconds = (performance.now() - startedAt) / 1e3;
  if (keptCount < targets.length / 2) throw new Error("most targets should be kept");
  return seconds;
}

function preparePipeline(rulesText: string): TargetPipeline {
  const version = NEWEST_KNOWN_VERSION;
  const rules = readRelabelConfigs(rulesText, version);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (!compiled.ok) throw new Error("the rules do not compile");
  return { job: ARTICLE_EXAMPLE.job, rules: compiled.value, version };
}

function report(version: string, rounds: readonly Round[]): boolean {
  console.log(`\ntargets per second, median of ${rounds.length}, slowest and fastest:`);
  const rateOf = (name: string, key: keyof Round) =>
    describe(
      name,
      rounds.map((round) => round[key]),
    );
  const theirs = rateOf(`Prometheus ${version}, rules alone`, "prometheus");
  const ours = rateOf("Promfleet, rules alone", "rulesAlone");
  const again = rateOf("Promfleet, whole pipeline, again", "again");
  const first = rateOf("Promfleet, whole pipeline, first", "first");
  const ratio = ours / theirs;
  console.log(
    `\nrules alone to rules alone: ${ratio.toFixed(1)}; at least ${RATIO_MIN}: ${ratio >= RATIO_MIN ? "kept" : "MISSED"}`,
  );
  console.log(
    `our whole pipeline to its rules alone: again ${(again / theirs).toFixed(1)}, first ${(first / theirs).toFixed(1)}`,
  );
  return ratio >= RATIO_MIN;
}

/** Prints one line; returns the targets per second of the median round. */
function describe(name: string, times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  console.log(`  ${name.padEnd(36)} ${perSecond(median)}; ${perSecond(sorted.at(-1) ?? 0)} to ${perSecond(sorted[0] ?? 0)}`);
  return TARGETS / median;
}

/** Noise can make a difference of two runs negative: then there is no rate to tell. */
function perSecond(seconds: number): string {
  return seconds > 0 ? Math.round(TARGETS / seconds).toLocaleString("en") : "?";
}

/** V8's collector, which Node does not hand out unless asked. */
function prepareCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
