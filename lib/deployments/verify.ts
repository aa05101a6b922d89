import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { RenderedJob } from "@/lib/bundles/bundle";
import { type AskFailure, problemOfFailure } from "@/lib/prometheus-api/ask";
import { askLoadedConfig } from "@/lib/prometheus-api/loaded-config";
import { askOwnMetrics, type OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { type Problem, problem } from "@/lib/result";
import { compareLoadedConfig } from "./compare-config";
import type { DeploymentContext } from "./context";

/** What the server must show before a deployment is called live. */
export type Expectation = {
  readonly mainText: string;
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
  /** False while a job has found nothing yet, rightly or because its turn has not come. */
  readonly isSettled: boolean;
  readonly missing: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly isHopeless: boolean;
};

/** Prometheus passes on what discovery has found every 5 s; a job that is silent for two rounds has nothing to say. */
const SETTLE_MS = 12_000;

/** Jobs of `mainText` whose lines are not in `previousText`. */
export function changedJobs(jobs: readonly RenderedJob[], mainText: string, previousText: string | null): RenderedJob[] {
  const lines = mainText.split("\n");
  return jobs.filter(({ cluster, firstLine, lastLine }) => {
    const own = lines.slice(firstLine - 1, lastLine).join("\n");
    return cluster !== null && previousText?.includes(own) !== true;
  });
}

/**
 * Asks again and again until the server has shown everything, cannot show it any more, or the time is over.
 * @param isRefused the reload was answered with a failure, so that waiting cannot help
 */
export async function verify(
  { connection, times, lease }: DeploymentContext,
  expectation: Expectation,
  isRefused: boolean,
): Promise<Observation> {
  const startedAt = performance.now();
  for (;;) {
    const observation = await observe({ connection, isRefused }, expectation);
    const elapsedMs = performance.now() - startedAt;
    const isProven = observation.missing.length === 0 && (observation.isSettled || elapsedMs >= SETTLE_MS);
    if (isProven || observation.isHopeless || elapsedMs >= times.verifyMs) return observation;
    await lease.assertHeld();
    await sleep(times.pollMs);
  }
}

type Observer = Pick<DeploymentContext, "connection"> & { readonly isRefused: boolean };

async function observe({ connection, isRefused }: Observer, expectation: Expectation): Promise<Observation> {
  const failed = (failure: AskFailure): Observation => {
    return { missing: [problemOfFailure(failure, connection)], warnings: [], isHopeless: false, isSettled: false };
  };
  const metrics = await askOwnMetrics(connection);
  if (!metrics.ok) return failed(metrics.failure);
  const reloaded = judgeReload(metrics.value, expectation);
  if (reloaded !== null)
    return { missing: [reloaded], warnings: [], isHopeless: isRefused && !metrics.value.isReloadSuccessful, isSettled: false };
  const [loaded, pools] = [await askLoadedConfig(connection), await askScrapePools(connection)];
  if (!loaded.ok) return failed(loaded.failure);
  if (!pools.ok) return failed(pools.failure);
  const missing = [
    ...judgeConfig(loaded.value, expectation),
    ...judgePools(pools.value, metrics.value, expectation),
    ...judgeDiscovery(metrics.value, expectation),
  ];
  const isSettled = expectation.changedJobs.every(({ jobName }) => foundBy(metrics.value, jobName) > 0);
  return { missing, warnings: warningsOf(metrics.value, expectation), isHopeless: false, isSettled };
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
