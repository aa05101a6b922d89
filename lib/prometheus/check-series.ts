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

const LEGACY_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Longest text that Prometheus repeats in these messages, in characters. */
const SHOWN_MAX = 50;

/** Why a series after relabelling makes the whole scrape fail, in Prometheus's order; null when it is fine. */
export function checkSeries(
  labels: LabelSet,
  limits: SeriesLimits,
  scheme: NameScheme,
  version: PrometheusVersion,
): Problem | null {
  if (labels.__name__ === undefined) {
    return problem("metric/name-missing", { prometheus: "missing metric name (__name__ label)" });
  }
  return checkNames(labels, scheme, version) ?? checkLimits(labels, limits);
}

/** A name that is there twice is refused only when the series is stored, behind all other checks. */
export function repeatedLabel(name: string): Problem {
  const prometheus = `label name "${name}" is not unique: invalid sample`;
  return problem("metric/label-repeated", { parameters: { name }, prometheus });
}

export function sampleLimitExceeded(limit: number): Problem {
  return problem("metric/sample-limit", { parameters: { limit }, prometheus: "sample limit exceeded" });
}

function checkNames(labels: LabelSet, scheme: NameScheme, version: PrometheusVersion): Problem | null {
  const metric = labels.__name__ ?? "";
  const names = Object.keys(labels);
  const bad = isMetricName(metric, scheme) ? names.find((name) => !isAllowedLabel(name, scheme)) : "__name__";
  if (bad === undefined) return null;
  const prometheus = `invalid metric name or label names: ${renderSeries(labels, version)}`;
  return bad === "__name__"
    ? problem("metric/metric-name", { parameters: { name: shorten(metric) }, prometheus })
    : problem("metric/label-name", { parameters: { name: shorten(bad) }, prometheus });
}

function isMetricName(name: string, scheme: NameScheme): boolean {
  return scheme === "legacy" ? LEGACY_METRIC.test(name) : name.isWellFormed();
}

function isAllowedLabel(name: string, scheme: NameScheme): boolean {
  return scheme === "legacy" ? LEGACY_LABEL.test(name) : name !== "" && name.isWellFormed();
}

/** A series as Prometheus writes it; from 3.0 on names that need quotes get them. */
export function renderSeries(labels: LabelSet, version: PrometheusVersion): string {
  const quotesNames = isAtLeast(version, 3, 0);
  const names = Object.keys(labels).sort(compareNames);
  const pairs = names.map((name) => {
    const shown = quotesNames && !LEGACY_LABEL.test(name) ? goQuote(name) : name;
    return `${shown}=${goQuote(labels[name] ?? "")}`;
  });
  return `{${pairs.join(", ")}}`;
}

function checkLimits(labels: LabelSet, limits: SeriesLimits): Problem | null {
  const { label_limit = 0, label_name_length_limit = 0, label_value_length_limit = 0 } = limits;
  const metric = shorten(labels.__name__ ?? "");
  const count = label_limit > 0 ? Object.keys(labels).length : 0;
  if (count > label_limit) {
    const prometheus = `label_limit exceeded (metric: ${metric}, number of labels: ${count}, limit: ${label_limit})`;
    return problem("metric/label-limit", { parameters: { metric, count, limit: label_limit }, prometheus });
  }
  if (label_name_length_limit === 0 && label_value_length_limit === 0) return null;
  for (const name of Object.keys(labels).sort(compareNames)) {
    const found =
      checkNameLength(metric, name, label_name_length_limit) ??
      checkValueLength(metric, name, labels[name] ?? "", label_value_length_limit);
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

function checkValueLength(metric: string, name: string, value: string, limit: number): Problem | null {
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
