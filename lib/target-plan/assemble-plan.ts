import type { Problem } from "@/lib/result";
import { countsOf, sumCounts } from "./compare-forecasts";
import { copyProblem } from "./copy-problem";
import { findLoss } from "./find-findings";
import {
  type ClusterTargets,
  type PlannedTarget,
  type Sight,
  TARGET_CHANGES_PAGE,
  TARGET_CHANGES_SHOWN,
  type TargetChange,
  type TargetChanges,
  type TargetChangesQuery,
  type TargetCounts,
  type TargetFinding,
  type TargetPlan,
} from "./schema";
import { type ComparedJob, countChange, showTargets } from "./show-targets";

/** One cluster of a plan, with everything that its pages show. */
export type PlannedCluster = {
  readonly cluster: string;
  readonly change: ClusterTargets["change"];
  readonly sight: Sight;
  readonly takenAt: Date | null;
  readonly problems: readonly Problem[];
  readonly jobs: readonly (ComparedJob & { readonly change: ClusterTargets["change"] })[];
  /** Collisions and targets that fall through. */
  readonly findings: readonly TargetFinding[];
};

export type PlanFrame = Pick<TargetPlan, "digest" | "prometheusVersion" | "madeAt" | "lossPercentMax" | "notForeseen">;

/** Puts the clusters of a plan together: counts, findings, the first targets of each change. */
export function assemblePlan(frame: PlanFrame, clusters: readonly PlannedCluster[]): TargetPlan {
  const summaries = clusters.map(summarise);
  const counts = sumCounts(summaries.map((one) => one.counts));
  const loss = findLoss(counts, frame.lossPercentMax);
  const first = (change: TargetChange) => takeTargets(jobsOf(clusters), change, 0, TARGET_CHANGES_SHOWN);
  return {
    ...frame,
    counts,
    clusters: summaries.toSorted(byChangeThenName),
    notForeseen: frame.notForeseen,
    findings: [...(loss === null ? [] : [loss]), ...clusters.flatMap(({ findings }) => findings)],
    first: { added: first("added"), lost: first("lost"), changed: first("changed") },
  };
}

/** One page of the targets that change in one way. */
export function pageOfChanges(
  clusters: readonly PlannedCluster[],
  { change, cluster, job, offset }: Omit<TargetChangesQuery, "digest">,
): TargetChanges {
  const jobs = jobsOf(clusters).filter(
    ({ comparison }) =>
      (cluster === undefined || comparison.cluster === cluster) && (job === undefined || comparison.job === job),
  );
  const total = jobs.reduce((sum, one) => sum + countChange(one, change), 0);
  return { total, offset, targets: takeTargets(jobs, change, offset, TARGET_CHANGES_PAGE) };
}

function jobsOf(clusters: readonly PlannedCluster[]): ComparedJob[] {
  return clusters.flatMap(({ jobs }) => jobs);
}

function takeTargets(jobs: readonly ComparedJob[], change: TargetChange, offset: number, limit: number): PlannedTarget[] {
  const taken: PlannedTarget[] = [];
  let skip = offset;
  for (const job of jobs) {
    if (taken.length >= limit) break;
    const count = countChange(job, change);
    if (skip < count) taken.push(...showTargets(job, change, skip, limit - taken.length));
    skip = Math.max(0, skip - count);
  }
  return taken;
}

function summarise({ cluster, change, sight, takenAt, problems, jobs }: PlannedCluster): ClusterTargets {
  const rows = jobs.map(({ comparison, change: jobChange }) => {
    return { job: comparison.job, template: comparison.template, change: jobChange, counts: countsOf(comparison) };
  });
  return {
    cluster,
    change,
    sight,
    takenAt: takenAt?.toISOString() ?? null,
    problems: problems.map(copyProblem),
    counts: sumCounts(rows.map(({ counts }) => counts)),
    jobs: rows,
  };
}

const ORDER: Record<ClusterTargets["change"], number> = { added: 0, changed: 0, removed: 0, same: 1 };

function byChangeThenName(a: { change: ClusterTargets["change"]; cluster: string; counts: TargetCounts }, b: typeof a): number {
  return ORDER[a.change] - ORDER[b.change] || (a.cluster < b.cluster ? -1 : 1);
}
