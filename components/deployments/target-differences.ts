import { type LabelRow, toLabelRows } from "@/lib/relabel/label-rows";
import type { TargetComparison } from "@/lib/target-plan/comparison-schema";
import type { ScrapedTarget } from "@/lib/target-plan/schema";

/** Is every foreseen target there, and no other? */
export function isAsForeseen({ equal, foreseen, reported }: Pick<TargetComparison, "equal" | "foreseen" | "reported">): boolean {
  return equal === foreseen && equal === reported;
}

/** What differs between a foreseen target and the one that Prometheus reports: labels, and its times under their config names. */
export function toDifferenceRows(foreseen: ScrapedTarget, reported: ScrapedTarget): LabelRow[] {
  return toLabelRows(withTimes(foreseen), withTimes(reported)).filter(({ change }) => change !== "same");
}

function withTimes({ labels, interval, timeout }: ScrapedTarget): Record<string, string> {
  return { ...labels, __scrape_interval__: interval, __scrape_timeout__: timeout };
}
