import "server-only";
import type { RenderedJob } from "@/lib/bundles/bundle";
import type { OwnMetrics } from "@/lib/prometheus-api/own-metrics";
import { type Problem, problem } from "@/lib/result";

/** What is asked of the clusters whose jobs are new or different. */
export type ClusterExpectation = {
  /** Names of all jobs that we have rendered. */
  readonly generatedJobs: ReadonlySet<string>;
  /** Jobs that are new or different, with their clusters: these must find targets. */
  readonly changedJobs: readonly RenderedJob[];
  readonly kubernetesFailuresBefore: number;
  readonly failedDiscoveryBefore: number;
};

export type ClusterVerdict = {
  /** Why the clusters are not proven. */
  readonly missing: readonly Problem[];
  /**
   * When the time is over: the clusters that fail, one problem each, where the others are fine and nothing else is
   * wrong; null when the whole is in doubt (F-10).
   */
  readonly failing: readonly Problem[] | null;
  readonly warnings: readonly Problem[];
};

/** Judges by what a server tells of discovery and of its jobs. */
export function judgeClusters(pools: readonly string[], metrics: OwnMetrics, expectation: ClusterExpectation): ClusterVerdict {
  const absent = absentJobs(pools, metrics, expectation);
  const failures = failuresByCluster(metrics, expectation);
  const missing = [
    ...(absent.length === 0 ? [] : [problem("deployment/job-not-running", { parameters: jobParameters(absent) })]),
    ...notStarted(metrics, expectation),
    ...[...failures.values()].flat(),
  ];
  return {
    missing,
    failing: failingClusters({ absent, failures }, metrics, expectation),
    warnings: warningsOf(metrics, expectation),
  };
}

/** Targets that discovery has found for a job, before relabelling. */
export function foundBy({ discoveredTargets }: OwnMetrics, jobName: string): number {
  return discoveredTargets.get(jobName) ?? 0;
}

/** A job without any target need not be listed (2.53 does not); one with targets that is missing could not be made. */
function absentJobs(pools: readonly string[], metrics: OwnMetrics, { generatedJobs }: ClusterExpectation): string[] {
  const running = new Set(pools);
  return [...generatedJobs].filter((name) => !running.has(name) && foundBy(metrics, name) > 0);
}

function notStarted({ failedDiscoveryConfigs }: OwnMetrics, { failedDiscoveryBefore }: ClusterExpectation): Problem[] {
  if (failedDiscoveryConfigs <= failedDiscoveryBefore) return [];
  return [problem("deployment/discovery-not-started", { parameters: { count: failedDiscoveryConfigs } })];
}

function failuresByCluster(metrics: OwnMetrics, expectation: ClusterExpectation): Map<string, Problem[]> {
  const failures = new Map<string, Problem[]>();
  for (const cluster of new Set(expectation.changedJobs.map((job) => job.cluster ?? ""))) {
    const jobs = expectation.changedJobs.filter((job) => job.cluster === cluster);
    const silent = jobs.filter((job) => foundBy(metrics, job.jobName) === 0).map(({ jobName }) => jobName);
    if (silent.length === jobs.length) {
      failures.set(cluster, [problem("deployment/no-targets", { parameters: { cluster } })]);
      // Some jobs rightly find nothing; a job that finds nothing while lists and watches fail has failed itself.
    } else if (silent.length > 0 && hasNewFailures(metrics, expectation)) {
      failures.set(cluster, [problem("deployment/discovery-failing", { parameters: jobParameters(silent) })]);
    }
  }
  return failures;
}

type Found = { readonly absent: readonly string[]; readonly failures: ReadonlyMap<string, readonly Problem[]> };

function failingClusters({ absent, failures }: Found, metrics: OwnMetrics, expectation: ClusterExpectation): Problem[] | null {
  const clusterOf = (jobName: string) => jobName.slice(0, jobName.indexOf("/"));
  const names = new Set([...failures.keys(), ...absent.map(clusterOf)]);
  const others = [...expectation.generatedJobs].filter((name) => !names.has(clusterOf(name)) && foundBy(metrics, name) > 0);
  if (names.size === 0 || others.length === 0) return null;
  return [...names].sort().map((cluster) => {
    const isSilent = failures.get(cluster)?.[0]?.code === "deployment/no-targets";
    const why = absent.some((name) => clusterOf(name) === cluster) ? "job" : isSilent ? "silent" : "partly";
    const parameters = { cluster, why };
    return problem("deployment/cluster-failing", { severity: "warning", parameters });
  });
}

function warningsOf(metrics: OwnMetrics, expectation: ClusterExpectation): Problem[] {
  if (!hasNewFailures(metrics, expectation)) return [];
  const count = metrics.kubernetesFailures - expectation.kubernetesFailuresBefore;
  return [problem("deployment/discovery-failures", { severity: "warning", parameters: { count } })];
}

function hasNewFailures(metrics: OwnMetrics, { kubernetesFailuresBefore }: ClusterExpectation): boolean {
  return metrics.kubernetesFailures > kubernetesFailuresBefore;
}

function jobParameters(names: readonly string[]): { jobs: string; count: number } {
  return { jobs: names.slice(0, 5).join(", "), count: names.length };
}
