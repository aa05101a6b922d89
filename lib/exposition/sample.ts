import type { LabelSet } from "@/lib/relabel/label-set";

/** One line of a scrape that has a value. */
export type Sample = {
  /** Name and labels as they are written: Prometheus knows a series of a scrape by this text. */
  readonly text: string;
  /** Its labels, `__name__` among them, without empty ones. Of a name that is written twice the first value. */
  readonly labels: LabelSet;
  /** Names written with an empty value, which makes them absent; with honor_labels they still keep a target label away. */
  readonly blank: readonly string[];
  /** Labels whose name stands before in the series: Prometheus refuses what still has them after relabelling. */
  readonly repeated: readonly (readonly [name: string, value: string])[];
  readonly value: number;
  /** Milliseconds since 1970; null when the scrape's own time counts. */
  readonly timestampMs: number | null;
  /** Line of the text, from 1. */
  readonly line: number;
};

/** What a scrape says about a metric; the last word counts. */
export type MetricFamily = { readonly type?: string; readonly help?: string; readonly unit?: string };
