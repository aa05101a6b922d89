import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { RenderedJob } from "@/lib/bundles/bundle";
import { setDeploymentStatus } from "@/lib/db/deployments";
import { type AskFailure, problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics, type OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { type Problem, problem } from "@/lib/result";
import { compareLoadedConfig } from "./compare-config";
import type { DeploymentContext } from "./context";
import type { Reloading } from "./reloading";

/** What the server must show before a deployment is called live. */
export type Expectation = {
  readonly mainText: string;
  /** SHA-256 of it, hex: how a receiver names it. */
  readonly mainDigest: string;
  readonly generatedJobs: ReadonlySet<string>;
  /** Jobs that are new or different, with their clusters: these must find targets. */
  readonly changedJobs: readonly RenderedJob[];
  /** Time of the last successful reload before ours; null when it is not known (after a crash) or will not change. */
  readonly reloadedAfter: number | null;
  readonly kubernetesFailuresBefore: number;
  readonly failedDiscoveryBefore: number;
};

/** `missing` is empty once everything is proven. */
export type Observation = {
  /** What the server says of itself; null when it does not answer. */
  readonly metrics: OwnMetrics | null;
  /** It runs the new configuration, whatever may follow from that. */
  readonly isShown: boolean;
  /** False while a job has found nothing yet, rightly or because its turn has not come. */
  readonly isSettled: boolean;
  readonly missing: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly isHopeless: boolean;
};

/** Prometheus passes on what discovery has found every 5 s; a job that is silent for two rounds has nothing to say. */
const SILENCE_MS = 12_000;

/** Jobs of `config` whose lines are not in `previous`. */
export function changedJobs(jobs: readonly RenderedJob[], config: string, previous: string | null): RenderedJob[] {
  const lines = config.split("\n");
  return jobs.filter(({ cluster, firstLine, lastLine }) => {
    const own = lines.slice(firstLine - 1, lastLine).join("\n");
    return cluster !== null && previous?.includes(own) !== true;
  });
}

/**
 * Asks again and again until the server has shown everything, cannot show it any more, or the time is over: first for
 * the new configuration itself, then for what has to follow from it.
 */
export async function verify(context: DeploymentContext, expectation: Expectation, reloading: Reloading): Promise<Observation> {
  const { deploymentId, times, lease } = context;
  const startedAt = performance.now();
  let shownAt: number | null = null;
  let told = firstPhase(reloading);
  await setDeploymentStatus(deploymentId, told);
  for (;;) {
    const observation = await observe(context, expectation, reloading);
    shownAt = observation.isShown ? (shownAt ?? performance.now()) : null;
    if (isProven(observation, times.silenceMs ?? SILENCE_MS, shownAt) || observation.isHopeless) return observation;
    if (performance.now() >= endOf(context, startedAt, shownAt)) return observation;
    const phase = phaseOf(observation, reloading);
    if (phase !== told) await setDeploymentStatus(deploymentId, phase);
    told = phase;
    await lease.assertHeld();
    if (!observation.isShown) await reloading.repeatIfUseful(observation.metrics);
    await sleep(times.pollMs);
  }
}

/** Content may take its time to show; what has to follow from it gets a time of its own. */
function endOf({ times, transport }: DeploymentContext, startedAt: number, shownAt: number | null): number {
  if (shownAt === null) return startedAt + transport.timing.visibleWithinMs + times.verifyMs;
  return shownAt + (times.proofMs ?? times.verifyMs);
}

function isProven({ missing, isSettled }: Observation, silenceMs: number, shownAt: number | null): boolean {
  return missing.length === 0 && (isSettled || (shownAt !== null && performance.now() - shownAt >= silenceMs));
}

type Phase = "verifying" | "waiting" | "unknown";

/** What people are told before the server has been asked: that may take its time when it hangs. */
function firstPhase(reloading: Reloading): Phase {
  if (reloading.isUnsure()) return "unknown";
  return reloading.state().kind === "unknown" ? "waiting" : "verifying";
}

/** What people are told while the proof has not come. */
function phaseOf({ isShown, metrics }: Observation, reloading: Reloading): Phase {
  if (isShown) return "verifying";
  if (reloading.isUnsure()) return "unknown";
  return metrics === null && reloading.state().kind !== "not_ours" ? "waiting" : "verifying";
}

/** Asks whoever can tell: the server, the receiver of the content, or both. */
async function observe(context: DeploymentContext, expectation: Expectation, reloading: Reloading): Promise<Observation> {
  const { receiver } = context.transport;
  const heard = receiver === undefined ? null : await receiver.hear(expectation.mainDigest);
  const silent = { metrics: null, isShown: false, isSettled: false, warnings: [], isHopeless: false };
  if (heard?.kind === "refused") return { ...silent, missing: [heard.problem], isHopeless: true };
  if (receiver?.isOnlyWitness !== true) return await observeServer(context, expectation, reloading);
  if (heard?.kind !== "loaded") return { ...silent, missing: heard === null ? [] : [heard.problem] };
  return { ...silent, isShown: true, isSettled: true, missing: [], warnings: heard.facts };
}

async function observeServer(
  { connection }: DeploymentContext,
  expectation: Expectation,
  reloading: Reloading,
): Promise<Observation> {
  const failed = (failure: AskFailure, metrics: OwnMetrics | null): Observation => {
    const missing = [problemOfFailure(failure, connection)];
    return { metrics, isShown: false, missing, warnings: [], isHopeless: false, isSettled: false };
  };
  const asked = await askOwnMetrics(connection);
  if (!asked.ok) return failed(asked.failure, null);
  const metrics = asked.value;
  const reloaded = judgeReload(metrics, expectation);
  if (reloaded !== null) {
    const isHopeless = reloading.isRefused() && !metrics.isReloadSuccessful;
    return { metrics, isShown: false, missing: [reloaded], warnings: [], isHopeless, isSettled: false };
  }
  const [loaded, pools] = [await askLoadedConfig(connection), await askScrapePools(connection)];
  if (!loaded.ok) return failed(loaded.failure, metrics);
  if (!pools.ok) return failed(pools.failure, metrics);
  const differences = judgeConfig(loaded.value, expectation);
  const missing = [...differences, ...judgePools(pools.value, metrics, expectation), ...judgeDiscovery(metrics, expectation)];
  const isSettled = expectation.changedJobs.every(({ jobName }) => foundBy(metrics, jobName) > 0);
  const warnings = warningsOf(metrics, expectation);
  return { metrics, isShown: differences.length === 0, missing, warnings, isHopeless: false, isSettled };
}

function judgeReload({ isReloadSuccessful, lastReloadSuccess }: OwnMetrics, { reloadedAfter }: Expectation): Problem | null {
  if (!isReloadSuccessful) return problem("deployment/reload-unsuccessful");
  return reloadedAfter !== null && lastReloadSuccess <= reloadedAfter ? problem("deployment/not-reloaded") : null;
}

function judgeConfig(loaded: string, { mainText, generatedJobs }: Expectation): Problem[] {
  const differences = compareLoadedConfig(mainText, loaded, generatedJobs);
  return differences.length === 0
    ? []
    : [problem("deployment/loaded-differs", { parameters: { where: differences.join(", ") } })];
}

/** A job without any target need not be listed (2.53 does not); one with targets that is missing could not be made. */
function judgePools(pools: readonly string[], metrics: OwnMetrics, { generatedJobs }: Expectation): Problem[] {
  const running = new Set(pools);
  const absent = [...generatedJobs].filter((name) => !running.has(name) && foundBy(metrics, name) > 0);
  return absent.length === 0 ? [] : [problem("deployment/job-not-running", { parameters: jobParameters(absent) })];
}

function foundBy({ discoveredTargets }: OwnMetrics, jobName: string): number {
  return discoveredTargets.get(jobName) ?? 0;
}

function judgeDiscovery(metrics: OwnMetrics, expectation: Expectation): Problem[] {
  const problems: Problem[] = [];
  if (metrics.failedDiscoveryConfigs > expectation.failedDiscoveryBefore) {
    problems.push(problem("deployment/discovery-not-started", { parameters: { count: metrics.failedDiscoveryConfigs } }));
  }
  const found = (job: RenderedJob) => foundBy(metrics, job.jobName);
  const clusters = new Set(expectation.changedJobs.map(({ cluster }) => cluster));
  for (const cluster of clusters) {
    const jobs = expectation.changedJobs.filter((job) => job.cluster === cluster);
    const hasTargets = jobs.some((job) => found(job) > 0);
    if (!hasTargets) problems.push(problem("deployment/no-targets", { parameters: { cluster: cluster ?? "" } }));
    const silent = jobs.filter((job) => found(job) === 0).map(({ jobName }) => jobName);
    // Some jobs rightly find nothing; a job that finds nothing while lists and watches fail has failed itself.
    if (hasTargets && silent.length > 0 && hasNewFailures(metrics, expectation)) {
      problems.push(problem("deployment/discovery-failing", { parameters: jobParameters(silent) }));
    }
  }
  return problems;
}

function warningsOf(metrics: OwnMetrics, expectation: Expectation): Problem[] {
  if (!hasNewFailures(metrics, expectation)) return [];
  const count = metrics.kubernetesFailures - expectation.kubernetesFailuresBefore;
  return [problem("deployment/discovery-failures", { severity: "warning", parameters: { count } })];
}

function hasNewFailures({ kubernetesFailures }: OwnMetrics, { kubernetesFailuresBefore }: Expectation): boolean {
  return kubernetesFailures > kubernetesFailuresBefore;
}

function jobParameters(names: readonly string[]): { jobs: string; count: number } {
  return { jobs: names.slice(0, 5).join(", "), count: names.length };
}
