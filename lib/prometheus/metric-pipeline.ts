import { type RuleTally, runRules } from "@/lib/relabel/apply";
import type { CompiledRule } from "@/lib/relabel/compile";
import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import { effectOf, type RelabelStep } from "@/lib/relabel/transcript";
import type { Problem } from "@/lib/result";
import { checkSeries, type NameScheme, type SeriesLimits } from "./check-series";
import { type ExposedSeries, mergeTargetLabels, type TargetLabels } from "./merge-target-labels";
import { MetricDraft } from "./metric-draft";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** What a job says about the series of its targets. */
export type MetricJob = SeriesLimits & {
  readonly honor_labels?: boolean;
  /** Prometheus 3 only; Prometheus 2 is always legacy. */
  readonly metric_name_validation_scheme?: NameScheme;
};

/** Everything between a scrape and the storage; `rules` are metric_relabel_configs compiled for the same version. */
export type MetricPipeline = {
  readonly job: MetricJob;
  readonly rules: readonly CompiledRule[];
  readonly version: PrometheusVersion;
  /** Of the scraped target, as `publicTargetLabels` gives them. */
  readonly target: TargetLabels;
};

/**
 * What becomes of one series. A refused one makes Prometheus fail the whole scrape. `isChanged`: a rule wrote or
 * removed a label of it.
 */
export type SeriesOutcome =
  | { readonly kind: "kept"; readonly labels: LabelSet; readonly isChanged: boolean }
  /** `ruleIndex` is null when rules left no label at all. */
  | { readonly kind: "dropped"; readonly ruleIndex: number | null }
  | { readonly kind: "refused"; readonly labels: LabelSet; readonly problem: Problem };

/** The record of one series, from what was exposed to what is stored. */
export type SeriesTranscript = {
  readonly exposed: LabelSet;
  /** Labels entering the rules: the target's are there, displaced ones are called `exported_`. */
  readonly merged: LabelSet;
  readonly steps: readonly RelabelStep[];
  readonly outcome: SeriesOutcome;
};

/**
 * Prepares the pipeline for many series.
 *
 * @param tallies of the same rules; counted into when given
 * @see https://github.com/prometheus/prometheus/blob/main/scrape/scrape.go mutateSampleLabels and what follows its call
 */
export function compileMetricPipeline(
  pipeline: MetricPipeline,
  tallies?: readonly RuleTally[],
): (series: ExposedSeries) => SeriesOutcome {
  const { rules } = pipeline;
  return (series) => {
    const { merged, draft } = enterRules(pipeline, series);
    const changesBefore = draft.changeCount;
    const dropping = runRules(rules, draft, tallies);
    const isChanged = draft.changeCount > changesBefore;
    return concludeSeries(pipeline, series, { drafts: [merged, draft], droppedBy: dropping?.index ?? null, isChanged });
  };
}

/** Runs the pipeline for one series and explains every step. */
export function traceSeries(pipeline: MetricPipeline, series: ExposedSeries): SeriesTranscript {
  const { merged, draft } = enterRules(pipeline, series);
  const entering = snapshot(draft.labels);
  const changesBefore = draft.changeCount;
  const steps: RelabelStep[] = [];
  let droppedBy: number | null = null;
  for (const { index, rule, action, run } of pipeline.rules) {
    const before = snapshot(draft.labels);
    const outcome = run(draft);
    const after = snapshot(draft.labels);
    const effect = effectOf(outcome, action, before, after);
    // Collisions are settled by a fixed order here, so no label is left to chance.
    steps.push({ index, rule, action, effect, before, after: outcome === "dropped" ? null : after, undefinedLabels: [] });
    if (outcome !== "dropped") continue;
    droppedBy = index;
    break;
  }
  const isChanged = draft.changeCount > changesBefore;
  const outcome = concludeSeries(pipeline, series, { drafts: [merged, draft], droppedBy, isChanged });
  return { exposed: series.labels, merged: entering, steps, outcome };
}

/** From 3.9 on one builder holds the target's labels and what rules write; before, rules started with a new one. */
function enterRules({ job, target, version }: MetricPipeline, series: ExposedSeries) {
  const merged = mergeTargetLabels(series, target, job.honor_labels ?? false, version);
  return { merged, draft: isAtLeast(version, 3, 9) ? merged : new MetricDraft(merged.labels) };
}

/** What the rules left behind. Until 3.8 they work on a draft of their own. */
type RulesRun = {
  readonly drafts: readonly [merged: MetricDraft, relabelled: MetricDraft];
  readonly droppedBy: number | null;
  readonly isChanged: boolean;
};

function concludeSeries(
  { job, version }: MetricPipeline,
  { repeated }: ExposedSeries,
  { drafts, droppedBy, isChanged }: RulesRun,
): SeriesOutcome {
  if (droppedBy !== null && !ignoresDrops(version)) return { kind: "dropped", ruleIndex: droppedBy };
  const { labels } = drafts[1];
  if (isEmpty(labels)) return { kind: "dropped", ruleIndex: null };
  const left =
    repeated.length === 0 ? repeated : repeated.filter(([name]) => !drafts.some((draft) => frees(draft, name, version)));
  const problem = checkSeries(labels, left, { limits: job, scheme: schemeOf(job, version), version });
  return problem === null ? { kind: "kept", labels, isChanged } : { kind: "refused", labels, problem };
}

/** Deleting takes all labels of a name. Writing does so in Prometheus 2; since then it replaces the first only. */
function frees(draft: MetricDraft, name: string, version: PrometheusVersion): boolean {
  return isAtLeast(version, 3, 0) ? draft.isDeleted(name) : draft.isTouched(name);
}

function isEmpty(labels: LabelSet): boolean {
  for (const _name in labels) return false;
  return true;
}

function schemeOf({ metric_name_validation_scheme = "utf8" }: MetricJob, version: PrometheusVersion): NameScheme {
  return isAtLeast(version, 3, 0) ? metric_name_validation_scheme : "legacy";
}

/** 3.9.0 forgot to look whether a rule had dropped the series. */
function ignoresDrops({ major, minor, patch }: PrometheusVersion): boolean {
  return major === 3 && minor === 9 && patch === 0;
}

function snapshot(labels: LabelSet): LabelSet {
  return Object.assign(emptyLabelSet(), labels);
}
