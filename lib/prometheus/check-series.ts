import { goQuote } from "@/lib/relabel/go-quote";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { utf8Length } from "./merge-target-labels";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** What a job says about the series that its targets may expose. 0 or absent: no limit. */
export type SeriesLimits = {
  readonly sample_limit?: number;
  readonly label_limit?: number;
  readonly label_name_length_limit?: number;
  readonly label_value_length_limit?: number;
};

/** Which metric and label names may be stored. */
export type NameScheme = "utf8" | "legacy";

export type LabelPair = readonly [name: string, value: string];

/** What decides whether a series may be stored. */
export type SeriesCheck = { readonly limits: SeriesLimits; readonly scheme: NameScheme; readonly version: PrometheusVersion };

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Longest text that Prometheus repeats in these messages, in characters. */
const SHOWN_MAX = 50;

/**
 * Why a series after relabelling makes the whole scrape fail, in Prometheus's order; null when it is fine.
 * @param repeated labels whose name the series has once more
 */
export function checkSeries(labels: LabelSet, repeated: readonly LabelPair[], check: SeriesCheck): Problem | null {
  if (labels.__name__ === undefined) {
    return problem("metric/name-missing", { prometheus: "missing metric name (__name__ label)" });
  }
  return checkNames(labels, repeated, check) ?? checkLimits(labels, repeated, check.limits) ?? checkRepeated(repeated);
}

export function sampleLimitExceeded(limit: number): Problem {
  return problem("metric/sample-limit", { parameters: { limit }, prometheus: "sample limit exceeded" });
}

/** Prometheus notices a name that is there twice only when it stores the series. */
function checkRepeated(repeated: readonly LabelPair[]): Problem | null {
  const [first] = repeated.map(([name]) => name).sort(compareNames);
  if (first === undefined) return null;
  const prometheus = `label name "${first}" is not unique: invalid sample`;
  return problem("metric/label-repeated", { parameters: { name: first }, prometheus });
}

function checkNames(labels: LabelSet, repeated: readonly LabelPair[], { scheme, version }: SeriesCheck): Problem | null {
  for (const name in labels) {
    if (!isAllowed(name, labels[name] ?? "", scheme)) return invalidNames(name, labels, repeated, version);
  }
  const bad = repeated.find(([name, value]) => !isAllowed(name, value, scheme));
  return bad === undefined ? null : invalidNames(bad[0], labels, repeated, version);
}

function isAllowed(name: string, value: string, scheme: NameScheme): boolean {
  if (name !== "__name__") return scheme === "legacy" ? LEGACY_LABEL.test(name) : name !== "" && name.isWellFormed();
  return scheme === "legacy" ? LEGACY_METRIC.test(value) : value.isWellFormed();
}

function invalidNames(name: string, labels: LabelSet, repeated: readonly LabelPair[], version: PrometheusVersion): Problem {
  const prometheus = `invalid metric name or label names: ${renderSeries(labels, repeated, version)}`;
  return name === "__name__"
    ? problem("metric/metric-name", { parameters: { name: shorten(labels.__name__ ?? "") }, prometheus })
    : problem("metric/label-name", { parameters: { name: shorten(name) }, prometheus });
}

/** A series as Prometheus writes it; from 3.0 on names that need quotes get them. */
function renderSeries(labels: LabelSet, repeated: readonly LabelPair[], version: PrometheusVersion): string {
  const quotesNames = isAtLeast(version, 3, 0);
  const pairs = sortedPairs(labels, repeated).map(([name, value]) => {
    const shown = quotesNames && !LEGACY_LABEL.test(name) ? goQuote(name) : name;
    return `${shown}=${goQuote(value)}`;
  });
  return `{${pairs.join(", ")}}`;
}

function sortedPairs(labels: LabelSet, repeated: readonly LabelPair[]): LabelPair[] {
  return [...Object.entries(labels), ...repeated].sort(([a], [b]) => compareNames(a, b));
}

function checkLimits(labels: LabelSet, repeated: readonly LabelPair[], limits: SeriesLimits): Problem | null {
  const { label_limit = 0, label_name_length_limit = 0, label_value_length_limit = 0 } = limits;
  const metric = shorten(labels.__name__ ?? "");
  const count = label_limit > 0 ? Object.keys(labels).length + repeated.length : 0;
  if (count > label_limit) {
    const prometheus = `label_limit exceeded (metric: ${metric}, number of labels: ${count}, limit: ${label_limit})`;
    return problem("metric/label-limit", { parameters: { metric, count, limit: label_limit }, prometheus });
  }
  if (label_name_length_limit === 0 && label_value_length_limit === 0) return null;
  for (const [name, value] of sortedPairs(labels, repeated)) {
    const found =
      checkNameLength(metric, name, label_name_length_limit) ?? checkValueLength(metric, [name, value], label_value_length_limit);
    if (found !== null) return found;
  }
  return null;
}

function checkNameLength(metric: string, name: string, limit: number): Problem | null {
  const length = utf8Length(name);
  if (limit === 0 || length <= limit) return null;
  const label = shorten(name);
  const prometheus = `label_name_length_limit exceeded (metric: ${metric}, label name: ${label}, length: ${length}, limit: ${limit})`;
  return problem("metric/label-name-length", { parameters: { metric, label, length, limit }, prometheus });
}

function checkValueLength(metric: string, [name, value]: LabelPair, limit: number): Problem | null {
  const length = utf8Length(value);
  if (limit === 0 || length <= limit) return null;
  const label = shorten(name);
  const place = `metric: ${metric}, label name: ${label}, value: ${goQuote(shorten(value))}`;
  const prometheus = `label_value_length_limit exceeded (${place}, length: ${length}, limit: ${limit})`;
  return problem("metric/label-value-length", { parameters: { metric, label, length, limit }, prometheus });
}

function shorten(text: string): string {
  return text.length <= SHOWN_MAX ? text : [...text].slice(0, SHOWN_MAX).join("");
}
