import type { Sample } from "@/lib/exposition/sample";
import { mergeTargetLabels, publicTargetLabels, type TargetLabels } from "@/lib/prometheus/merge-target-labels";
import type { MetricPipeline } from "@/lib/prometheus/metric-pipeline";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { runScrape, type ScrapeResult } from "@/lib/prometheus/run-scrape";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { type RuleTally, tallyRules } from "@/lib/relabel/apply";
import { type CompiledRule, compileRules } from "@/lib/relabel/compile";
import { toLabelSet } from "@/lib/relabel/label-set";
import { parseLabels } from "@/lib/relabel/parse-labels";
import type { Problem, Result } from "@/lib/result";
import type { MetricLabAnswer, MetricLabSettings, ScrapeSummary, SeriesView } from "./metric-lab-request";
import { readScrapeStore, type ScrapeStore } from "./scrape-store";
import { orderSeries, type SeriesOrder, toSeriesRows } from "./series-rows";
import { selectSeries } from "./series-transcript";
import { summariseScrape } from "./summarise-scrape";
import { matchesTerms, parseTargetFilter } from "./target-filter";

type Prepared = {
  readonly key: string;
  readonly rulesProblems: readonly Problem[];
  readonly targetProblems: readonly Problem[];
  readonly pipeline: MetricPipeline | null;
};

/** One run of a scrape, with what was asked about it. */
type Run = {
  readonly prepared: Prepared;
  readonly pipeline: MetricPipeline;
  readonly store: ScrapeStore;
  readonly result: ScrapeResult;
  readonly tallies: readonly RuleTally[];
  readonly summary: ScrapeSummary;
  filter: { readonly text: string; readonly isShown: Uint8Array | null } | null;
};

/** The lab of series behind the page: remembers what it has computed, so that a request costs what it changes. */
export function createMetricLabSession() {
  let scrape: { readonly key: string; readonly store: ScrapeStore } | null = null;
  let prepared: Prepared | null = null;
  let run: Run | null = null;
  let told: ScrapeStore | null = null;

  /** @param id tells one text from another, so that a large one is not compared */
  function answer(settings: MetricLabSettings, source: { readonly id: string; readonly text: string }, view: SeriesView) {
    const store = load(settings, source);
    const ready = prepare(settings);
    if (ready.pipeline !== null && (run?.prepared !== ready || run.store !== store)) {
      run = null;
      run = runAll(ready, ready.pipeline, store);
    }
    const isNew = told !== store;
    told = store;
    return toAnswer(ready, store, { run: ready.pipeline === null ? null : run, view, isNew });
  }

  function load({ format, prometheusVersion }: MetricLabSettings, { id, text }: { readonly id: string; readonly text: string }) {
    const key = `${format} ${prometheusVersion} ${id}`;
    if (scrape?.key !== key) scrape = { key, store: readScrapeStore(text, format, versionOf(prometheusVersion)) };
    return scrape.store;
  }

  function prepare({ rulesText, rulesOff, targetText, job, prometheusVersion }: MetricLabSettings): Prepared {
    const key = JSON.stringify([rulesText, rulesOff, targetText, job, prometheusVersion]);
    if (prepared?.key !== key) prepared = { key, ...prepareRun({ rulesText, rulesOff, targetText, job, prometheusVersion }) };
    return prepared;
  }

  return { answer };
}

function versionOf(text: string) {
  return parsePrometheusVersion(text) ?? NEWEST_KNOWN_VERSION;
}

function prepareRun(settings: Omit<MetricLabSettings, "format">): Omit<Prepared, "key"> {
  const { rulesText, rulesOff, targetText, job, prometheusVersion } = settings;
  const version = versionOf(prometheusVersion);
  const rules = readRules(rulesText, rulesOff, prometheusVersion);
  const target = readTarget(targetText);
  return {
    rulesProblems: rules.ok ? [] : rules.problems,
    targetProblems: target.ok ? [] : target.problems,
    pipeline: rules.ok && target.ok ? { job, rules: rules.value, version, target: target.value } : null,
  };
}

function readRules(text: string, off: readonly number[], versionText: string): Result<CompiledRule[]> {
  const version = versionOf(versionText);
  const rules = readRelabelConfigs(text, version, "metric_relabel_configs");
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (!compiled.ok) return compiled;
  return { ok: true, value: compiled.value.filter(({ index }) => !off.includes(index)) };
}

/** Only public labels reach series; the address is the instance of a target that has none. */
function readTarget(text: string): Result<TargetLabels> {
  const labels = parseLabels(text);
  if (!labels.ok) return labels;
  const { instance = labels.value.__address__ ?? "" } = labels.value;
  return { ok: true, value: publicTargetLabels(toLabelSet({ ...labels.value, instance })) };
}

function runAll(prepared: Prepared, pipeline: MetricPipeline, store: ScrapeStore): Run {
  const tallies = tallyRules(pipeline.rules);
  const result = runScrape(pipeline, store.samples, store.problem, tallies);
  const summary = summariseScrape(store.samples, result.outcomes, store.exposed);
  return { prepared, pipeline, store, result, tallies, summary, filter: null };
}

type Shown = { readonly run: Run | null; readonly view: SeriesView; readonly isNew: boolean };

function toAnswer({ rulesProblems, targetProblems }: Prepared, store: ScrapeStore, { run, view, isNew }: Shown): MetricLabAnswer {
  const isEmpty = store.samples.length === 0 && store.problem === null;
  return {
    rulesProblems,
    targetProblems,
    format: store.format,
    failure: run === null ? null : failureOf(run),
    outcome: run === null || isEmpty ? null : outcomeOf(run, view),
    isEmpty,
    labels: isNew ? store.labels : null,
  };
}

function failureOf({ result: { failure }, store }: Run): MetricLabAnswer["failure"] {
  if (failure === null) return null;
  const line = failure.sample === null ? failure.problem.range?.line : store.samples[failure.sample]?.line;
  return { ...failure, line: line ?? null };
}

function outcomeOf(run: Run, view: SeriesView): MetricLabAnswer["outcome"] {
  const { result, store, summary, tallies, pipeline } = run;
  const order = orderSeries(result.outcomes, shownBy(run, view.filter), view);
  return {
    summary,
    tallies,
    table: { rowCount: order.order.length, count: order.count, from: view.from, rows: rowsOf(run, order, view) },
    selected: view.selected === null ? null : selectSeries(pipeline, store.samples, result.outcomes, view.selected),
  };
}

function rowsOf({ pipeline, store, result }: Run, order: SeriesOrder, { from, to }: SeriesView) {
  const { target, job, version } = pipeline;
  const mergedOf = (sample: Sample) => mergeTargetLabels(sample, target, job.honor_labels ?? false, version).labels;
  return toSeriesRows(order, from, to, { samples: store.samples, outcomes: result.outcomes, mergedOf });
}

/** Which samples the filter lets through, before or after the rules; null for all. Remembered with the run. */
function shownBy(run: Run, text: string): Uint8Array | null {
  if (run.filter?.text === text) return run.filter.isShown;
  const terms = parseTargetFilter(text);
  const { outcomes } = run.result;
  const isShown =
    terms === null
      ? null
      : Uint8Array.from(run.store.samples, ({ labels }, index) => {
          const outcome = outcomes[index];
          const sets = outcome === undefined || outcome.kind === "dropped" ? [labels] : [labels, outcome.labels];
          return matchesTerms(terms, sets) ? 1 : 0;
        });
  run.filter = { text, isShown };
  return isShown;
}
