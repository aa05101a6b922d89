import type { Sample } from "@/lib/exposition/sample";
import { type MetricPipeline, traceSeries } from "@/lib/prometheus/metric-pipeline";
import type { SampleOutcome } from "@/lib/prometheus/run-scrape";
import type { SelectedSeries } from "./metric-lab-request";
import { outcomeName } from "./summarise-scrape";
import { changesBetween, toRuleStep } from "./transcript-view";

/** The record of one series, arranged as the one of a target: its labels, then every rule. */
export function selectSeries(
  pipeline: MetricPipeline,
  samples: readonly Sample[],
  outcomes: readonly SampleOutcome[],
  index: number,
): SelectedSeries | null {
  const [sample, outcome] = [samples[index], outcomes[index]];
  if (sample === undefined || outcome === undefined) return null;
  const { exposed, merged, steps } = traceSeries(pipeline, sample);
  const shown = steps.map(toRuleStep);
  return {
    index,
    line: sample.line,
    text: sample.text,
    outcome: outcomeName(outcome),
    problem: outcome.kind === "refused" ? outcome.problem : null,
    duplicateOf: outcome.kind === "duplicate" ? (samples[outcome.of]?.line ?? null) : null,
    view: {
      defaults: changesBetween(exposed, merged),
      steps: shown,
      implicit: [],
      // The page draws the steps only: a series has no address and no checks of one.
      outcome: { kind: "dropped", step: shown.at(-1) ?? null },
      publicLabels: outcome.kind === "dropped" ? {} : outcome.labels,
      internalLabels: {},
    },
  };
}
