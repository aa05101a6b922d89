import { scrapedKey } from "./compare-forecasts";
import { groupBy } from "./group-by";
import type { ScrapedTarget } from "./schema";

/** How one job's forecast and what Prometheus reports differ. */
export type ReportedComparison = {
  readonly equal: number;
  readonly missing: readonly ScrapedTarget[];
  readonly unexpected: readonly ScrapedTarget[];
  readonly different: readonly { readonly foreseen: ScrapedTarget; readonly reported: ScrapedTarget }[];
};

/** Compares exactly: labels, URL, interval and timeout. Targets that share a URL and nothing else are different ones. */
export function compareReported(foreseen: readonly ScrapedTarget[], reported: readonly ScrapedTarget[]): ReportedComparison {
  const byKey = match(foreseen, reported, scrapedKey);
  const byUrl = match(byKey.left, byKey.right, ({ url }) => url);
  return {
    equal: byKey.pairs.length,
    missing: byUrl.left,
    unexpected: byUrl.right,
    different: byUrl.pairs.map(([one, other]) => ({ foreseen: one, reported: other })),
  };
}

type Matched = {
  readonly pairs: readonly (readonly [ScrapedTarget, ScrapedTarget])[];
  readonly left: readonly ScrapedTarget[];
  readonly right: readonly ScrapedTarget[];
};

function match(
  left: readonly ScrapedTarget[],
  right: readonly ScrapedTarget[],
  keyOf: (target: ScrapedTarget) => string,
): Matched {
  const free = groupBy(right, keyOf);
  const pairs: [ScrapedTarget, ScrapedTarget][] = [];
  const unmatched: ScrapedTarget[] = [];
  for (const target of left) {
    const other = free.get(keyOf(target))?.shift();
    if (other === undefined) unmatched.push(target);
    else pairs.push([target, other]);
  }
  return { pairs, left: unmatched, right: [...free.values()].flat() };
}
