import { type Draft, LabelDraft } from "@/lib/relabel/label-draft";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { type LabelShape, rememberByShape } from "@/lib/relabel/label-shape";
import { formatDuration, parseDuration } from "./duration";
import { PARAM_PREFIX, type UrlParameters } from "./scrape-url";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** What a job gives to each of its targets; everything but the name has Prometheus's default. */
export type TargetJob = {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly metrics_path?: string;
  readonly scheme?: string;
  readonly params?: UrlParameters;
} & { readonly [field in HistogramField]?: boolean };

/** How classic and native histograms are scraped: from 3.13 on each is a label of the target, and rules can change it. */
export const HISTOGRAM_FIELDS = [
  "convert_classic_histograms_to_nhcb",
  "always_scrape_classic_histograms",
  "scrape_native_histograms",
] as const;
export type HistogramField = (typeof HISTOGRAM_FIELDS)[number];

/** Are the fields for histograms labels as well? */
export function hasHistogramLabels(version: PrometheusVersion): boolean {
  return isAtLeast(version, 3, 13);
}

const INTERVAL_DEFAULT_MS = 60_000;
const TIMEOUT_DEFAULT_MS = 10_000;

/** A label that a job gives its targets. */
type DefaultLabel = { readonly name: string; readonly value: string; readonly overridesDiscovery: boolean };

/** Labels as they enter relabelling: what discovery found, and the job's defaults for what it did not. */
export function addDefaults(job: TargetJob, discovered: LabelSet, version: PrometheusVersion): LabelSet {
  const draft = new LabelDraft(toLabelSet(discovered));
  setDefaults(draft, defaultsOf(job, version));
  return draft.labels;
}

/** Prepares `addDefaults` for many targets. */
export function compileDefaults(job: TargetJob, version: PrometheusVersion): (draft: Draft) => void {
  const defaults = defaultsOf(job, version);
  const missingOf = rememberByShape((_names, shape): Missing | null => {
    const missing = defaults.filter(({ name, value }) => value !== "" && shape?.slotOf(name) === undefined);
    const appended = shape?.append(missing.map(({ name }) => name)) ?? null;
    return appended === null ? null : { shape: appended, values: missing.map(({ value }) => value) };
  });
  const areFixed = defaults.every(({ overridesDiscovery }) => !overridesDiscovery);
  return (draft) => {
    const missing = areFixed && draft.shape !== null ? missingOf(draft) : null;
    if (missing === null) setDefaults(draft, defaults);
    else draft.append(missing.shape, missing.values);
  };
}

/** What targets of one shape get, and the shape that makes of theirs. */
type Missing = { readonly shape: LabelShape; readonly values: readonly string[] };

function setDefaults(draft: Draft, defaults: readonly DefaultLabel[]): void {
  for (const { name, value, overridesDiscovery } of defaults) {
    if (overridesDiscovery || draft.get(name) === "") draft.set(name, value);
  }
}

/** What a job gives its targets, in the order in which Prometheus sets it. */
function defaultsOf(job: TargetJob, version: PrometheusVersion): DefaultLabel[] {
  const { interval, timeout } = timesOf(job);
  const overridesDiscovery = !isAtLeast(version, 3, 0);
  const fixed = [
    ["job", job.job_name],
    ["__scrape_interval__", interval],
    ["__scrape_timeout__", timeout],
    ["__metrics_path__", job.metrics_path ?? "/metrics"],
    ["__scheme__", job.scheme ?? "http"],
  ] as const;
  const params = Object.entries(job.params ?? {}).flatMap(([key, [first]]) =>
    first === undefined ? [] : [{ name: `${PARAM_PREFIX}${key}`, value: first, overridesDiscovery }],
  );
  const histograms = hasHistogramLabels(version)
    ? HISTOGRAM_FIELDS.map((field) => [`__${field}__`, String(job[field] ?? false)] as const)
    : [];
  const kept = (list: readonly (readonly [string, string])[]) =>
    list.map(([name, value]) => ({ name, value, overridesDiscovery: false }));
  return [...kept(fixed), ...params, ...kept(histograms)];
}

/** Interval and timeout as Prometheus writes them into labels; 0 means the default, a default timeout fits the interval. */
function timesOf(job: TargetJob): { interval: string; timeout: string } {
  const interval = readMs(job.scrape_interval) || INTERVAL_DEFAULT_MS;
  const timeout = readMs(job.scrape_timeout) || Math.min(TIMEOUT_DEFAULT_MS, interval);
  return { interval: formatDuration(interval), timeout: formatDuration(timeout) };
}

function readMs(text: string | undefined): number {
  const duration = parseDuration(text ?? "0");
  return duration.ok ? duration.value : 0;
}
