import { type LabelRow, toLabelRows } from "@/lib/relabel/label-rows";
import type {
  PlannedTarget,
  ScrapedTarget,
  TargetChange,
  TargetCounts,
  TargetFinding,
  TargetPlan,
} from "@/lib/target-plan/schema";

/** Clusters change by themselves: a forecast that somebody comes back to later is made again. */
export const FORESEEN_FOR_MS = 60_000;

export type ChangeFilter = { readonly change: TargetChange; readonly cluster: string | null; readonly job: string | null };

/** What differs: labels, URL and times, under the names that Prometheus has for them; all labels of a target that only comes or goes. */
export function toTargetRows({ before, after }: Pick<PlannedTarget, "before" | "after">): LabelRow[] {
  if (before === null || after === null) {
    const { labels } = after ?? before ?? { labels: {} };
    return toLabelRows(labels, labels);
  }
  return toLabelRows(everythingOf(before), everythingOf(after)).filter(({ change }) => change !== "same");
}

function everythingOf({ labels, url, interval, timeout }: ScrapedTarget): Record<string, string> {
  return { ...labels, url, __scrape_interval__: interval, __scrape_timeout__: timeout };
}

/** How many targets a filter lets through, without asking for them. */
export function countTargets({ clusters }: Pick<TargetPlan, "clusters">, { change, cluster, job }: ChangeFilter): number {
  return clusters
    .filter((one) => cluster === null || one.cluster === cluster)
    .flatMap(({ jobs }) => jobs)
    .filter((one) => job === null || one.job === job)
    .reduce((sum, { counts }) => sum + counts[change], 0);
}

// What people must not overlook comes first.
const MOST_TELLING: readonly TargetChange[] = ["lost", "changed", "added", "unchanged"];

/** The change that a list should begin with. */
export function firstChange(counts: TargetCounts): TargetChange {
  return MOST_TELLING.find((change) => counts[change] > 0) ?? "unchanged";
}

/** Findings that nobody has acknowledged yet; a loss is not ticked, its number is typed. */
export function openFindings(findings: readonly TargetFinding[], acknowledged: ReadonlySet<string>): readonly TargetFinding[] {
  return findings.filter(({ key, kind }) => kind !== "loss" && !acknowledged.has(key));
}

/** Findings whose number was not typed, or not rightly. */
export function openNumbers<Numbered extends { readonly key: string; readonly count: number }>(
  numbered: readonly Numbered[],
  typed: Readonly<Record<string, string>>,
): Numbered[] {
  return numbered.filter(({ key, count }) => typed[key]?.trim() !== String(count));
}

/** Offsets of the pages that hold the rows from `first` to `last`, both inclusive. */
export function pageOffsets(first: number, last: number, pageSize: number): number[] {
  if (last < first) return [];
  const from = Math.floor(first / pageSize);
  const to = Math.floor(last / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) * pageSize);
}
