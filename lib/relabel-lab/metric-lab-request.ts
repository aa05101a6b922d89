import type { ExpositionFormat } from "@/lib/exposition/dialect";
import type { RuleTally } from "@/lib/relabel/apply";
import type { LabelChange } from "@/lib/relabel/label-rows";
import type { Problem } from "@/lib/result";
import type { MetricLabDraft } from "./metric-lab-draft";
import type { KnownLabel } from "./target-store";
import type { TranscriptView } from "./transcript-view";

/** Where the scrape comes from. A blob stays outside the page's memory: its id tells whether it is another one. */
export type ScrapeSource =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "blob"; readonly id: string; readonly blob: Blob };

/** What a keystroke changes. */
export type MetricLabSettings = Omit<MetricLabDraft, "scrapeText">;

export const SERIES_OUTCOMES = ["kept", "changed", "dropped", "duplicate", "refused"] as const;
/** `kept`: the rules changed nothing of it. */
export type SeriesOutcomeName = (typeof SERIES_OUTCOMES)[number];

export type SeriesView = {
  readonly filter: string;
  readonly outcome: SeriesOutcomeName | "all";
  /** Runs of dropped series are one row each. */
  readonly foldsDropped: boolean;
  /** Places of the first series of runs that are folded, or unfolded, against `foldsDropped`. */
  readonly unfolded: readonly number[];
  /** Rows that are on the screen; the end is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Place among the samples. */
  readonly selected: number | null;
};

export type MetricLabRequest = {
  readonly settings: MetricLabSettings;
  readonly source: ScrapeSource;
  readonly view: SeriesView;
};

/** One label of a series. `target`: it comes from the target, not from the exposed text and not from a rule. */
export type LabelPiece = { readonly name: string; readonly value: string; readonly change: LabelChange | "target" };

export type SeriesRow = {
  readonly kind: "series";
  readonly index: number;
  readonly line: number;
  readonly outcome: SeriesOutcomeName;
  /** Number (from 1) of the rule that dropped it. */
  readonly droppedBy: number | null;
  readonly nameBefore: string;
  readonly before: readonly LabelPiece[];
  /** null for a dropped one. */
  readonly nameAfter: string | null;
  readonly after: readonly LabelPiece[];
};

/** Dropped series one after the other, folded into one row or standing above them. */
export type RunRow = { readonly kind: "run"; readonly first: number; readonly count: number; readonly isFolded: boolean };

export type SeriesTableRow = SeriesRow | RunRow;

/** A metric name with the number of series that it has. */
export type NameCount = { readonly name: string; readonly before: number; readonly after: number };

export type ScrapeSummary = {
  readonly samples: number;
  readonly counts: Readonly<Record<SeriesOutcomeName, number>>;
  /** Distinct series before, and those that are stored; as if the scrape did not fail. */
  readonly seriesBefore: number;
  readonly seriesAfter: number;
  readonly names: readonly NameCount[];
  readonly nameTotals: { readonly before: number; readonly after: number };
};

export type SelectedSeries = {
  readonly index: number;
  readonly line: number;
  /** The sample as it is written, without its value. */
  readonly text: string;
  readonly outcome: SeriesOutcomeName;
  readonly problem: Problem | null;
  /** Line of the sample that it repeats. */
  readonly duplicateOf: number | null;
  readonly view: TranscriptView;
};

export type MetricLabAnswer = {
  readonly rulesProblems: readonly Problem[];
  readonly targetProblems: readonly Problem[];
  readonly format: ExpositionFormat;
  /** Why Prometheus stores nothing; null when it does. `line` is where in the scrape. */
  readonly failure: { readonly problem: Problem; readonly line: number | null; readonly sample: number | null } | null;
  /** null while rules or target cannot be read, or when there is nothing to scrape. */
  readonly outcome: {
    readonly summary: ScrapeSummary;
    readonly tallies: readonly RuleTally[];
    readonly table: {
      readonly rowCount: number;
      readonly count: number;
      readonly from: number;
      readonly rows: readonly SeriesTableRow[];
    };
    readonly selected: SelectedSeries | null;
  } | null;
  readonly isEmpty: boolean;
  /** Only when another scrape was loaded. */
  readonly labels: readonly KnownLabel[] | null;
};
