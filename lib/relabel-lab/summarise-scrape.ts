import type { Sample } from "@/lib/exposition/sample";
import type { SampleOutcome } from "@/lib/prometheus/run-scrape";
import { SeriesIndex } from "@/lib/prometheus/series-index";
import type { NameCount, ScrapeSummary, SeriesOutcomeName } from "./metric-lab-request";

const NAMES_SHOWN = 20;

/** The word for what became of a sample; `kept` when the rules did not touch it. */
export function outcomeName(outcome: SampleOutcome): SeriesOutcomeName {
  return outcome.kind === "kept" && outcome.isChanged ? "changed" : outcome.kind;
}

/** Distinct series of a scrape by metric name: they are the same whatever the rules are. */
export function countExposed(samples: readonly Sample[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  for (const { text, labels } of samples) {
    const { size } = seen;
    if (seen.add(text).size > size) countName(counts, labels.__name__);
  }
  return counts;
}

/** Counts series before and after, and the metric names that have most of them. */
export function summariseScrape(
  samples: readonly Sample[],
  outcomes: readonly SampleOutcome[],
  before: ReadonlyMap<string, number>,
): ScrapeSummary {
  const counts = { kept: 0, changed: 0, dropped: 0, duplicate: 0, refused: 0 };
  const after = new Map<string, number>();
  const dated = new SeriesIndex();
  for (const [index, { timestampMs }] of samples.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) continue;
    counts[outcomeName(outcome)] += 1;
    if (outcome.kind !== "kept") continue;
    // Of samples without times of their own the second of a series is a duplicate already.
    const isNew = timestampMs === null || dated.add(outcome.labels, null, index) === null;
    if (isNew) countName(after, outcome.labels.__name__);
  }
  return {
    samples: samples.length,
    counts,
    seriesBefore: total(before),
    seriesAfter: total(after),
    names: largest(before, after),
    nameTotals: { before: before.size, after: after.size },
  };
}

function countName(counts: Map<string, number>, name = ""): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function largest(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): NameCount[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const all = names.map((name) => ({ name, before: before.get(name) ?? 0, after: after.get(name) ?? 0 }));
  const size = (count: NameCount) => Math.max(count.before, count.after);
  return all.sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1)).slice(0, NAMES_SHOWN);
}
