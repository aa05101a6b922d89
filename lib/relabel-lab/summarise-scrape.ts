import type { Sample } from "@/lib/exposition/sample";
import { type SampleOutcome, seriesKey } from "@/lib/prometheus/run-scrape";
import type { NameCount, ScrapeSummary, SeriesOutcomeName } from "./metric-lab-request";

const NAMES_SHOWN = 20;

/** The word for what became of a sample; `kept` when the rules did not touch it. */
export function outcomeName(outcome: SampleOutcome): SeriesOutcomeName {
  return outcome.kind === "kept" && outcome.isChanged ? "changed" : outcome.kind;
}

/** Counts series before and after, and the metric names that have most of them. */
export function summariseScrape(samples: readonly Sample[], outcomes: readonly SampleOutcome[]): ScrapeSummary {
  const counts = { kept: 0, changed: 0, dropped: 0, duplicate: 0, refused: 0 };
  const names = new Map<string, { before: number; after: number }>();
  const before = new Set<string>();
  const after = new Set<string>();
  for (const [index, sample] of samples.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    counts[outcomeName(outcome)] += 1;
    if (isFirst(before, sample.text)) countName(names, sample.labels.__name__, "before");
    if (outcome.kind !== "kept") continue;
    // Of samples without times of their own the second of a series is a duplicate already.
    const isNew = sample.timestampMs === null || isFirst(after, seriesKey(outcome.labels));
    if (isNew) countName(names, outcome.labels.__name__, "after");
  }
  const all = [...names].map(([name, count]): NameCount => ({ name, ...count }));
  const sum = (which: "before" | "after") => all.reduce((total, count) => total + count[which], 0);
  const nameTotals = { before: all.filter((name) => name.before > 0).length, after: all.filter((name) => name.after > 0).length };
  return {
    samples: samples.length,
    counts,
    seriesBefore: sum("before"),
    seriesAfter: sum("after"),
    names: largest(all),
    nameTotals,
  };
}

function isFirst(seen: Set<string>, key: string): boolean {
  const { size } = seen;
  return seen.add(key).size > size;
}

function countName(names: Map<string, { before: number; after: number }>, name: string | undefined, which: "before" | "after") {
  const count = names.get(name ?? "") ?? { before: 0, after: 0 };
  count[which] += 1;
  names.set(name ?? "", count);
}

function largest(names: readonly NameCount[]): NameCount[] {
  const size = ({ before, after }: NameCount) => Math.max(before, after);
  return [...names].sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1)).slice(0, NAMES_SHOWN);
}
