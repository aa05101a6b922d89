import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { compilePipeline, type TargetPipeline } from "@/lib/prometheus/target-pipeline";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { tallyRules } from "@/lib/relabel/apply";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import { compileRules } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { type Cost, startSyncingPrometheus } from "./prometheus-relabel";
import { type Labels, makeServiceEndpoints } from "./service-endpoints";

const TARGETS = 100_000;
const ROUNDS = 7;
const RATIO_MIN = 2;

const METHOD = `${TARGETS} service-endpoint targets, the article's seven rules, ${ROUNDS} alternating rounds.
Prometheus: one real process discovers the targets from a file. Each round reloads it without and with the seven rules;
  both times a last rule drops everything, so nothing is scraped and nothing else differs. Rules alone = with less without.
  CPU seconds of the process (process_cpu_seconds_total), and its own prometheus_target_sync_length_seconds for the wall.
  Its garbage collector is off and run between the syncs, which is to its advantage.
Promfleet: one thread, in every round between the two. The whole pipeline: the job's defaults, the seven rules, the counters
  of the funnel, Prometheus's checks, then finished label sets, the labels of the series and the URL of every kept target.
  CPU seconds of this process, its garbage collector included. "again": rules on targets that it has seen before, as in the
  lab with every key; "first": label sets that it has never seen. "rules alone": again, less the same without the rules.`;

type Round = { readonly prometheus: Cost; readonly again: Cost; readonly first: Cost; readonly rulesAlone: Cost };

/** @returns whether the whole pipeline handles at least twice the targets per second that Prometheus's rules alone do */
export async function bench(): Promise<boolean> {
  console.log(METHOD);
  const folder = mkdtempSync(join(tmpdir(), "promfleet-bench-"));
  const targets = makeServiceEndpoints(TARGETS);
  const prometheus = await startSyncingPrometheus(folder, targets);
  try {
    const rounds: Round[] = [];
    const labelSets = targets.map((labels) => toLabelSet(labels));
    // The first runs pay for code that is compiled while it runs; Prometheus has been compiled long ago.
    for (let i = 0; i < 3; i++) measure(labelSets, ARTICLE_EXAMPLE.rulesText);
    for (let i = 0; i < ROUNDS; i++) rounds.push(await runRound(prometheus, targets, labelSets));
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
  labelSets: readonly LabelSet[],
): Promise<Round> {
  const without = await prometheus.sync("");
  const again = measure(labelSets, ARTICLE_EXAMPLE.rulesText);
  const first = measure(
    targets.map((labels) => toLabelSet(labels)),
    ARTICLE_EXAMPLE.rulesText,
  );
  const ourWithout = measure(labelSets, "relabel_configs: []");
  const withRules = await prometheus.sync(ARTICLE_EXAMPLE.rulesText);
  const round = { prometheus: less(withRules, without), again, first, rulesAlone: less(again, ourWithout) };
  console.log(
    `round: Prometheus ${perSecond(round.prometheus.cpuSeconds)}, again ${perSecond(again.cpuSeconds)}, first ${perSecond(first.cpuSeconds)} targets/s`,
  );
  return round;
}

function measure(labelSets: readonly LabelSet[], rulesText: string): Cost {
  const pipeline = preparePipeline(rulesText);
  const tallies = tallyRules(pipeline.rules);
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const run = compilePipeline(pipeline, tallies);
  let keptCount = 0;
  for (const labels of labelSets) if (run(labels).kind === "kept") keptCount += 1;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (keptCount < labelSets.length / 2) throw new Error("most targets should be kept");
  return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - startedAt) / 1e3 };
}

function preparePipeline(rulesText: string): TargetPipeline {
  const version = NEWEST_KNOWN_VERSION;
  const rules = readRelabelConfigs(rulesText, version);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (!compiled.ok) throw new Error("the rules do not compile");
  return { job: ARTICLE_EXAMPLE.job, rules: compiled.value, version };
}

function less(a: Cost, b: Cost): Cost {
  return { cpuSeconds: a.cpuSeconds - b.cpuSeconds, wallSeconds: a.wallSeconds - b.wallSeconds };
}

function report(version: string, rounds: readonly Round[]): boolean {
  console.log(`\ntargets per second of CPU (of wall time), median of ${rounds.length}, slowest and fastest:`);
  const theirs = describe(
    `Prometheus ${version}, rules alone`,
    rounds.map(({ prometheus }) => prometheus),
  );
  const again = describe(
    "Promfleet, whole pipeline, again",
    rounds.map((round) => round.again),
  );
  const first = describe(
    "Promfleet, whole pipeline, first",
    rounds.map((round) => round.first),
  );
  const alone = describe(
    "Promfleet, rules alone",
    rounds.map((round) => round.rulesAlone),
  );
  const ratio = again / theirs;
  console.log(
    `\nratio to Prometheus's rules alone: rules alone ${(alone / theirs).toFixed(1)}, first ${(first / theirs).toFixed(1)}`,
  );
  console.log(
    `ratio of the whole pipeline again: ${ratio.toFixed(1)}; at least ${RATIO_MIN}: ${ratio >= RATIO_MIN ? "kept" : "MISSED"}`,
  );
  return ratio >= RATIO_MIN;
}

/** Prints one line; returns the targets per second of CPU of the median round. */
function describe(name: string, costs: readonly Cost[]): number {
  const cpu = costs.map(({ cpuSeconds }) => cpuSeconds).toSorted((a, b) => a - b);
  const wall = costs.map(({ wallSeconds }) => wallSeconds).toSorted((a, b) => a - b);
  const median = cpu[cpu.length >> 1] ?? 0;
  const range = `${perSecond(cpu.at(-1) ?? 0)} to ${perSecond(cpu[0] ?? 0)}`;
  console.log(`  ${name.padEnd(36)} ${perSecond(median)} (${perSecond(wall[wall.length >> 1] ?? 0)}); ${range}`);
  return TARGETS / median;
}

/** Noise can make a difference of two runs negative: then there is no rate to tell. */
function perSecond(seconds: number): string {
  return seconds > 0 ? Math.round(TARGETS / seconds).toLocaleString("en") : "?";
}
