import type { LabelSet } from "@/lib/relabel/label-set";
import { toLabelSet } from "@/lib/relabel/label-set";
import { formatDuration, parseDuration } from "./duration";
import type { UrlParameters } from "./scrape-url";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** What a job gives to each of its targets; everything but the name has Prometheus's default. */
export type TargetJob = {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly scrape_timeout?: string;
  readonly metrics_path?: string;
  readonly scheme?: string;
  readonly params?: UrlParameters;
};

const INTERVAL_DEFAULT_MS = 60_000;
const TIMEOUT_DEFAULT_MS = 10_000;

/** Labels as they enter relabelling: what discovery found, and the job's defaults for what it did not. */
export function addDefaults(job: TargetJob, discovered: LabelSet, version: PrometheusVersion): LabelSet {
  const labels: Record<string, string> = toLabelSet(discovered) as Record<string, string>;
  const { interval, timeout } = timesOf(job);
  const defaults = [
    ["job", job.job_name],
    ["__scrape_interval__", interval],
    ["__scrape_timeout__", timeout],
    ["__metrics_path__", job.metrics_path ?? "/metrics"],
    ["__scheme__", job.scheme ?? "http"],
  ] as const;
  for (const [name, value] of defaults) if (!Object.hasOwn(labels, name) && value !== "") labels[name] = value;
  for (const [key, values] of Object.entries(job.params ?? {})) {
    const name = `__param_${key}`;
    const isOverridden = !isAtLeast(version, 3, 0);
    if (values[0] === undefined || (Object.hasOwn(labels, name) && !isOverridden)) continue;
    if (values[0] === "") delete labels[name];
    else labels[name] = values[0];
  }
  return labels;
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
