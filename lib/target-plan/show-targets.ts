import type { JobComparison } from "./compare-forecasts";
import { copyProblem } from "./copy-problem";
import { droppingRule, originKey, REFUSED } from "./forecast-job";
import { ruleText } from "./plan-job";
import type { Loss, PlannedTarget, TargetChange } from "./schema";

/** Where a comparison belongs: what its losses are explained with. */
export type ComparedJob = {
  readonly comparison: JobComparison;
  /** The server does not scrape the cluster any more. */
  readonly isClusterGone: boolean;
};

/** How many targets of a job change in one way. */
export function countChange({ comparison }: ComparedJob, change: TargetChange): number {
  return comparison[change].length;
}

/** Some of the targets of a job that change in one way, with the reasons of losses. */
export function showTargets(job: ComparedJob, change: TargetChange, offset: number, limit: number): PlannedTarget[] {
  const { comparison } = job;
  const { cluster, before, after } = comparison;
  const base = { change, cluster, job: comparison.job, loss: null };
  const was = (place: number) => before?.targets[place] ?? null;
  const willBe = (place: number) => after?.targets[place] ?? null;
  const end = offset + limit;
  switch (change) {
    case "added":
      return comparison.added.slice(offset, end).map((place) => ({ ...base, before: null, after: willBe(place) }));
    case "unchanged":
      return comparison.unchanged.slice(offset, end).map((place) => ({ ...base, before: willBe(place), after: willBe(place) }));
    case "changed":
      return comparison.changed.slice(offset, end).map(([old, next]) => ({ ...base, before: was(old), after: willBe(next) }));
    case "lost":
      return comparison.lost
        .slice(offset, end)
        .map((place) => ({ ...base, before: was(place), after: null, loss: explainLoss(job, place) }));
  }
}

/** Why a target of before is none of after. */
function explainLoss({ comparison, isClusterGone }: ComparedJob, place: number): Loss {
  const { before, after } = comparison;
  if (isClusterGone) return { reason: "cluster-gone" };
  if (after === null) return { reason: "job-gone" };
  const origin = before?.origins[place];
  const fate = origin === undefined ? undefined : after.fates.get(origin.key)?.[origin.index];
  if (origin === undefined || fate === undefined) return { reason: "not-discovered" };
  const rule = droppingRule(fate);
  if (rule !== null && after.job !== null) {
    const action = after.job.pipeline.rules[rule]?.action ?? "";
    return { reason: "rule", rule: rule + 1, action, text: ruleText(after.job, rule) };
  }
  if (fate !== REFUSED) return { reason: "merged" };
  const told = after.refusals.get(originKey(origin));
  return { reason: "refused", problem: told === undefined ? null : copyProblem(told) };
}
