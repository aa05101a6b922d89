import type { RuleTally } from "@/lib/relabel/apply";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Problem } from "@/lib/result";
import { sampleLimitExceeded } from "./check-series";
import type { ExposedSeries } from "./merge-target-labels";
import { compileMetricPipeline, type MetricPipeline, type SeriesOutcome } from "./metric-pipeline";
import { SeriesIndex } from "./series-index";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** One sample of a scrape; `Sample` of lib/exposition is one. */
export type ScrapedSample = ExposedSeries & {
  /** Name and labels as they are written. */
  readonly text: string;
  /** null when the scrape's own time counts. */
  readonly timestampMs: number | null;
};

/** A sample whose series another sample of the scrape, `of`, has at the same time: Prometheus keeps the first. */
export type DuplicateOutcome = {
  readonly kind: "duplicate";
  readonly labels: LabelSet;
  readonly isChanged: boolean;
  readonly of: number;
};

export type SampleOutcome = SeriesOutcome | DuplicateOutcome;

export type ScrapeFailure = {
  readonly problem: Problem;
  /** Place of the sample that fails it, from 0; null when it is the text or their number. */
  readonly sample: number | null;
};

export type ScrapeResult = {
  /** One per sample. When the scrape fails, what they would have become. */
  readonly outcomes: readonly SampleOutcome[];
  /** Why Prometheus stores nothing of this scrape; null when it does. */
  readonly failure: ScrapeFailure | null;
};

/**
 * Runs a whole scrape. Prometheus reads and relabels line by line and stops at the first mistake of either kind;
 * the samples come from before the line that could not be read, so their mistakes are first.
 *
 * @param readProblem why the text behind the samples could not be read
 * @param tallies counted into when given
 */
export function runScrape(
  pipeline: MetricPipeline,
  samples: readonly ScrapedSample[],
  readProblem: Problem | null,
  tallies?: readonly RuleTally[],
): ScrapeResult {
  const run = compileMetricPipeline(pipeline, tallies);
  const series = new SeriesIndex();
  const outcomes: SampleOutcome[] = [];
  let refused: ScrapeFailure | null = null;
  for (const [index, sample] of samples.entries()) {
    const outcome = run(sample);
    outcomes.push(outcome.kind === "kept" ? markDuplicate(outcome, index, sample, series) : outcome);
    if (outcome.kind === "refused") refused ??= { problem: outcome.problem, sample: index };
  }
  const unread = readProblem === null ? null : { problem: readProblem, sample: null };
  return { outcomes, failure: refused ?? unread ?? checkSampleLimit(pipeline, samples, outcomes) };
}

function markDuplicate(
  outcome: SeriesOutcome & { readonly kind: "kept" },
  index: number,
  { timestampMs }: ScrapedSample,
  series: SeriesIndex,
): SampleOutcome {
  const first = series.add(outcome.labels, timestampMs, index);
  return first === null ? outcome : { ...outcome, kind: "duplicate", of: first };
}

function checkSampleLimit(
  { job, version }: MetricPipeline,
  samples: readonly ScrapedSample[],
  outcomes: readonly SampleOutcome[],
) {
  const limit = job.sample_limit ?? 0;
  if (limit === 0 || countSamples(samples, outcomes, version) <= limit) return null;
  return { problem: sampleLimitExceeded(limit), sample: null };
}

/** Samples that count for sample_limit: those not dropped. From 2.52 on a line that is repeated word for word counts once. */
export function countSamples(
  samples: readonly ScrapedSample[],
  outcomes: readonly SampleOutcome[],
  version: PrometheusVersion,
): number {
  const seen = isAtLeast(version, 2, 52) ? new Set<string>() : null;
  let count = 0;
  for (const [index, { text, timestampMs }] of samples.entries()) {
    if (outcomes[index]?.kind === "dropped") continue;
    if (!(timestampMs === null && seen?.has(text))) count += 1;
    seen?.add(text);
  }
  return count;
}
