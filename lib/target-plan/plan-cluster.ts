import { type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import type { Problem } from "@/lib/result";
import { compareForecasts } from "./compare-forecasts";
import { findCollisions, findFallThroughs } from "./find-findings";
import { type DiscoveredTargets, forecastJob, type JobForecast, keptForecast } from "./forecast-job";
import type { CutConfig, PlanJob } from "./plan-job";
import type { ClusterTargets, ScrapedTarget, TargetFinding } from "./schema";
import type { ComparedJob } from "./show-targets";

type Change = ClusterTargets["change"];

/** A job of a cluster on both sides of a change. */
export type JobPair = {
  readonly jobName: string;
  readonly change: Change;
  readonly before: PlanJob | null;
  readonly after: PlanJob | null;
};

/** What a change does to the jobs of one cluster; `requests` is what has to be discovered to foretell it. */
export type ClusterChange = {
  readonly cluster: string;
  readonly change: Change;
  readonly pairs: readonly JobPair[];
  readonly requests: readonly DiscoveryRequest[];
  /** Jobs that could not be read. */
  readonly problems: readonly Problem[];
};

/** Every cluster of either config with what changes in it; jobs are read only where `isWanted`. */
export function listClusterChanges(before: CutConfig | null, after: CutConfig): { cluster: string; change: Change }[] {
  const [old, next] = [textsByCluster(before), textsByCluster(after)];
  const isSameGlobal = before !== null && before.globalText() === after.globalText();
  return [...new Set([...next.keys(), ...old.keys()])].map((cluster) => {
    const [was, willBe] = [old.get(cluster), next.get(cluster)];
    if (was === undefined) return { cluster, change: "added" };
    if (willBe === undefined) return { cluster, change: "removed" };
    return { cluster, change: isSameGlobal && was === willBe ? "same" : "changed" };
  });
}

function textsByCluster(config: CutConfig | null): Map<string, string> {
  const texts = new Map<string, string>();
  for (const place of config?.places ?? []) {
    texts.set(place.cluster, `${texts.get(place.cluster) ?? ""}${config?.textOf(place)}\n`);
  }
  return texts;
}

/** Reads the jobs of one cluster from both configs. */
export function readClusterChange(
  { cluster, change }: { readonly cluster: string; readonly change: Change },
  before: CutConfig | null,
  after: CutConfig,
): ClusterChange {
  const problems: Problem[] = [];
  const read = (config: CutConfig | null) => {
    const jobs = new Map<string, PlanJob>();
    for (const place of config?.places ?? []) {
      if (place.cluster !== cluster) continue;
      const job = config?.read(place);
      if (job?.ok === true) jobs.set(place.jobName, job.value);
      else problems.push(...(job?.problems ?? []));
    }
    return jobs;
  };
  const [old, next] = [read(before), read(after)];
  const isSameGlobal = before !== null && before.globalText() === after.globalText();
  const pairs = [...new Set([...next.keys(), ...old.keys()])].map((jobName) =>
    toPair(jobName, old.get(jobName) ?? null, next.get(jobName) ?? null, isSameGlobal),
  );
  const requests = new Map<string, DiscoveryRequest>();
  for (const job of pairs.flatMap((pair) => [pair.before, pair.after])) {
    for (const request of job?.requests ?? []) requests.set(requestKey(request), request);
  }
  return { cluster, change, pairs, requests: [...requests.values()], problems };
}

function toPair(jobName: string, before: PlanJob | null, after: PlanJob | null, isSameGlobal: boolean): JobPair {
  if (before === null) return { jobName, change: "added", before, after };
  if (after === null) return { jobName, change: "removed", before, after };
  return { jobName, change: isSameGlobal && before.text === after.text ? "same" : "changed", before, after };
}

export type PlannedJobs = {
  readonly jobs: readonly (ComparedJob & { readonly change: Change })[];
  readonly findings: readonly TargetFinding[];
};

/** Foretells the targets of one cluster before and after, over the same discovered targets. */
export function* planCluster(
  { cluster, change, pairs }: ClusterChange,
  discovered: DiscoveredTargets,
): Generator<undefined, PlannedJobs> {
  const jobs: (ComparedJob & { change: Change })[] = [];
  const forecasts: JobForecast[] = [];
  for (const pair of pairs) {
    const after = pair.after === null ? null : yield* forecastJob(pair.after, discovered);
    const before = pair.change === "same" ? after : pair.before === null ? null : yield* forecastJob(pair.before, discovered);
    const comparison = yield* compareForecasts(before, after);
    jobs.push({ comparison, isClusterGone: change === "removed", change: pair.change });
    if (after !== null) forecasts.push(after);
  }
  const collisions = yield* findCollisions(cluster, forecasts);
  return { jobs, findings: [...findFallThroughs(forecasts), ...collisions] };
}

/** A job as an earlier forecast knew it. */
export type KeptJob = { readonly job: string; readonly template: string | null; readonly targets: readonly ScrapedTarget[] };

/** A cluster that stays as it was, or is gone, by what was foretold of it earlier. */
export function* planKeptCluster(cluster: string, isGone: boolean, kept: readonly KeptJob[]): Generator<undefined, PlannedJobs> {
  const jobs: (ComparedJob & { change: Change })[] = [];
  for (const { job, template, targets } of kept) {
    const forecast = keptForecast({ jobName: job, cluster, template }, targets);
    const comparison = yield* compareForecasts(forecast, isGone ? null : forecast);
    jobs.push({ comparison, isClusterGone: isGone, change: isGone ? "removed" : "same" });
  }
  return { jobs, findings: [] };
}
