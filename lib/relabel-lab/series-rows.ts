import type { Sample } from "@/lib/exposition/sample";
import type { SampleOutcome } from "@/lib/prometheus/run-scrape";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelChange } from "@/lib/relabel/label-rows";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { LabelPiece, RunRow, SeriesRow, SeriesTableRow, SeriesView } from "./metric-lab-request";
import { outcomeName } from "./summarise-scrape";

/** Rows of the table by their place: a sample, or below zero a run of dropped ones (-1 is the first run). */
export type SeriesOrder = { readonly order: Int32Array; readonly runs: readonly RunRow[]; readonly count: number };

type Fold = Pick<SeriesView, "outcome" | "foldsDropped" | "unfolded">;

/** Puts the samples that the filters let through in the order of the scrape, and folds runs of dropped ones. */
export function orderSeries(outcomes: readonly SampleOutcome[], isShown: Uint8Array | null, fold: Fold): SeriesOrder {
  const shown: number[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    const isWanted = fold.outcome === "all" || fold.outcome === outcomeName(outcome);
    if (isWanted && (isShown === null || isShown[index] === 1)) shown.push(index);
  }
  // Who asks for dropped ones only wants to see them.
  if (fold.outcome !== "all") return { order: Int32Array.from(shown), runs: [], count: shown.length };
  return foldRuns(shown, outcomes, fold);
}

/** A single dropped series is not worth a fold. */
const RUN_MIN = 2;

function foldRuns(shown: readonly number[], outcomes: readonly SampleOutcome[], { foldsDropped, unfolded }: Fold): SeriesOrder {
  const isTurned = new Set(unfolded);
  const order: number[] = [];
  const runs: RunRow[] = [];
  for (let at = 0; at < shown.length; ) {
    const end = endOfRun(shown, outcomes, at);
    const first = shown[at] ?? 0;
    const isRun = end - at >= RUN_MIN;
    const isFolded = isRun && foldsDropped !== isTurned.has(first);
    if (isRun) order.push(-runs.push({ kind: "run", first, count: end - at, isFolded }));
    if (!isFolded) for (let i = at; i < Math.max(end, at + 1); i++) order.push(shown[i] ?? 0);
    at = Math.max(end, at + 1);
  }
  return { order: Int32Array.from(order), runs, count: shown.length };
}

/** Behind the last of the dropped series that begin here. */
function endOfRun(shown: readonly number[], outcomes: readonly SampleOutcome[], from: number): number {
  let end = from;
  while (end < shown.length && outcomes[shown[end] ?? -1]?.kind === "dropped") end += 1;
  return end;
}

type RowInput = {
  readonly samples: readonly Sample[];
  readonly outcomes: readonly SampleOutcome[];
  /** Labels of a sample as they enter the rules. */
  readonly mergedOf: (sample: Sample) => LabelSet;
};

/** The rows from one place to another, with what the table says of each. */
export function toSeriesRows({ order, runs }: SeriesOrder, from: number, to: number, input: RowInput): SeriesTableRow[] {
  return [...order.subarray(from, to)].flatMap((index): readonly SeriesTableRow[] => {
    if (index < 0) return runs.slice(-index - 1, -index);
    const [sample, outcome] = [input.samples[index], input.outcomes[index]];
    return sample === undefined || outcome === undefined ? [] : [toRow(index, sample, outcome, input.mergedOf(sample))];
  });
}

function toRow(index: number, sample: Sample, outcome: SampleOutcome, merged: LabelSet): SeriesRow {
  const after = outcome.kind === "dropped" ? null : outcome.labels;
  return {
    kind: "series",
    index,
    line: sample.line,
    outcome: outcomeName(outcome),
    droppedBy: outcome.kind === "dropped" && outcome.ruleIndex !== null ? outcome.ruleIndex + 1 : null,
    nameBefore: sample.labels.__name__ ?? "",
    before: piecesBefore(sample.labels, after),
    nameAfter: after === null ? null : (after.__name__ ?? ""),
    after: after === null ? [] : piecesAfter(sample.labels, merged, after),
  };
}

const namesOf = (labels: LabelSet) =>
  Object.keys(labels)
    .filter((name) => name !== "__name__")
    .sort(compareNames);

function piecesBefore(exposed: LabelSet, after: LabelSet | null): LabelPiece[] {
  return namesOf(exposed).map((name) => {
    const value = exposed[name] ?? "";
    return { name, value, change: after === null ? "same" : changeBefore(value, after[name]) };
  });
}

function changeBefore(value: string, after: string | undefined): LabelChange {
  if (after === undefined) return "removed";
  return after === value ? "same" : "changed";
}

/** The target's labels come last, so that the series' own stand below each other. */
function piecesAfter(exposed: LabelSet, merged: LabelSet, after: LabelSet): LabelPiece[] {
  const pieces = namesOf(after).map((name): LabelPiece => {
    const value = after[name] ?? "";
    return { name, value, change: changeAfter(value, exposed[name], merged[name]) };
  });
  const isTarget = ({ change }: LabelPiece) => change === "target";
  return [...pieces.filter((piece) => !isTarget(piece)), ...pieces.filter(isTarget)];
}

function changeAfter(value: string, exposed: string | undefined, merged: string | undefined): LabelPiece["change"] {
  if (value === exposed) return "same";
  if (value === merged) return "target";
  return exposed === undefined && merged === undefined ? "added" : "changed";
}
