import { formatDuration, parseDuration } from "@/lib/prometheus/duration";
import { renderYaml, type YamlValue } from "@/lib/prometheus/render-yaml";
import type { YamlDocument } from "@/lib/prometheus/yaml";
import type { YamlMapping, YamlNode, YamlScalar } from "@/lib/prometheus/yaml-node";
import { readBoolean } from "@/lib/prometheus/yaml-scalar";
import { MASK } from "./secret-places";

/** A value of a config in the one spelling in which two configs are compared: scalars are texts. */
export type CanonicalValue = string | readonly CanonicalValue[] | CanonicalMap;
export type CanonicalMap = { readonly [key: string]: CanonicalValue };

/** What Prometheus writes where a config says nothing; spelled as it spells it. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  evaluation_interval: ["1m"],
  metrics_path: ["/metrics"],
  scheme: ["http"],
  honor_timestamps: ["true"],
  enable_compression: ["true"],
  follow_redirects: ["true"],
  enable_http2: ["true"],
  separator: [";"],
  regex: ["(.*)"],
  replacement: ["$1"],
  action: ["replace"],
  api_version: ["v2"],
  timeout: ["10s"],
  metric_name_validation_scheme: ["utf8"],
  metric_name_escaping_scheme: ["allow-utf-8"],
  scrape_protocols: [
    '["OpenMetricsText1.0.0","OpenMetricsText0.0.1","PrometheusText0.0.4"]',
    '["OpenMetricsText1.0.0","OpenMetricsText0.0.1","PrometheusText1.0.0","PrometheusText0.0.4"]',
  ],
  remote_timeout: ["30s"],
  protobuf_message: ["prometheus.WriteRequest"],
  capacity: ["10000"],
  max_shards: ["50"],
  min_shards: ["1"],
  max_samples_per_send: ["2000"],
  batch_send_deadline: ["5s"],
  min_backoff: ["30ms"],
  max_backoff: ["5s"],
  send: ["true"],
  send_interval: ["1m"],
  gogc: ["75"],
  translation_strategy: ["UnderscoreEscapingWithSuffixes"],
};

/** Prometheus leaves these out when they are empty, although that is not their default. */
const HIDDEN_WHEN_EMPTY: ReadonlySet<string> = new Set(["separator", "replacement"]);
const DURATION_KEY = /(?:^|_)(?:interval|timeout|deadline|backoff|offset|window|age)$/;
const PATH_KEY = /_files?$|^files$/;
const SECTION_INTERVAL_MS = 60_000;
const TIMEOUT_MS = 10_000;

export type Leniency = {
  /** One of the two texts is what Prometheus shows: it says less than a file does. */
  readonly isLoaded?: boolean;
  /** Relative paths of the other text: Prometheus joins them to the folder of its config file. */
  readonly paths?: ReadonlySet<string>;
};

/**
 * Turns a config into the one spelling in which it can be compared with another one: without what Prometheus adds by
 * itself, times and paths spelled alike. Give it masked texts.
 */
export function toCanonicalConfig({ root }: YamlDocument, leniency: Leniency = {}): CanonicalMap {
  return root?.kind === "mapping" ? withoutInherited(toMap(root, [], leniency)) : {};
}

/** The same as text, keys sorted, to be shown beside another one. */
export function renderCanonicalConfig(config: CanonicalMap): string {
  return Object.keys(config).length === 0 ? "" : renderYaml(toShown(config));
}

/** Relative paths that a config names. */
export function relativePathsOf({ root }: YamlDocument): Set<string> {
  const paths = new Set<string>();
  if (root !== null) collectPaths(root, "", paths);
  return paths;
}

/** How often and how long a config's jobs are scraped when they do not say so themselves. */
export function globalTimesOf(config: CanonicalMap): { readonly intervalMs: number; readonly timeoutMs: number } {
  const global = mapUnder(config, "global");
  const intervalMs = durationOf(global.scrape_interval) ?? SECTION_INTERVAL_MS;
  return { intervalMs, timeoutMs: durationOf(global.scrape_timeout) ?? Math.min(TIMEOUT_MS, intervalMs) };
}

export function mapUnder(map: CanonicalMap, key: string): CanonicalMap {
  const value = map[key];
  return isMap(value) ? value : {};
}

export function isMap(value: CanonicalValue | undefined): value is CanonicalMap {
  return typeof value === "object" && !isList(value);
}

export function isList(value: CanonicalValue | undefined): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

export function durationOf(value: CanonicalValue | undefined): number | null {
  if (typeof value !== "string") return null;
  const parsed = parseDuration(value);
  return parsed.ok && parsed.value > 0 ? parsed.value : null;
}

function toValue(node: YamlNode, path: readonly string[], leniency: Leniency): CanonicalValue {
  if (node.kind === "scalar") return spell(node, path.at(-1) ?? "", leniency);
  if (node.kind === "sequence") return node.items.map((item) => toValue(item, path, leniency));
  return toMap(node, path, leniency);
}

function toMap(node: YamlMapping, path: readonly string[], leniency: Leniency): CanonicalMap {
  const entries = node.entries.flatMap(({ key, value }): [string, CanonicalValue][] => {
    const canonical = toValue(value, [...path, key.text], leniency);
    return isUnsaid(key.text, value, canonical, path, leniency) ? [] : [renameOld(key.text, canonical)];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The two old fields that Prometheus shows in their new form. */
function renameOld(key: string, value: CanonicalValue): [string, CanonicalValue] {
  if (key === "bearer_token") return ["authorization", { credentials: value }];
  if (key === "bearer_token_file") return ["authorization", { credentials_file: value }];
  return [key, value];
}

function isUnsaid(
  key: string,
  node: YamlNode,
  value: CanonicalValue,
  path: readonly string[],
  { isLoaded = false }: Leniency,
): boolean {
  // Labels and parameters are the user's own words: their names mean nothing here.
  if (FREE_KEYS.has(path.at(-1) ?? "")) return false;
  if (key === "type" && value === "Bearer" && path.at(-1) === "authorization") return true;
  const defaults = DEFAULTS[key];
  if (defaults === undefined) return isZero(value);
  if (node.kind === "scalar" && node.tag === "null") return true;
  if (isLoaded && HIDDEN_WHEN_EMPTY.has(key) && value === "") return true;
  return defaults.includes(typeof value === "string" ? value : JSON.stringify(value));
}

const FREE_KEYS: ReadonlySet<string> = new Set(["labels", "external_labels", "params", "headers", "http_headers"]);

function isZero(value: CanonicalValue): boolean {
  if (typeof value === "string") return value === "" || value === "false" || value === "0" || value === "0s";
  return isList(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function spell({ text, tag }: YamlScalar, key: string, { paths }: Leniency): string {
  if (tag === "null") return "";
  if (tag === "bool") return String(readBoolean(text) ?? text);
  if (DURATION_KEY.test(key)) {
    const parsed = parseDuration(text);
    return parsed.ok ? formatDuration(parsed.value) : text;
  }
  if (PATH_KEY.test(key)) return spellPath(text, paths);
  return text.replaceAll(":xxxxx@", `:${MASK}@`);
}

function spellPath(text: string, paths: ReadonlySet<string> = new Set()): string {
  if (!text.startsWith("/")) return text;
  for (let slash = text.lastIndexOf("/"); slash >= 0; slash = text.lastIndexOf("/", slash - 1)) {
    const tail = text.slice(slash + 1);
    if (paths.has(tail)) return tail;
    if (slash === 0) break;
  }
  return text;
}

function collectPaths(node: YamlNode, key: string, paths: Set<string>): void {
  if (node.kind === "scalar") {
    if (PATH_KEY.test(key) && node.text !== "" && !node.text.startsWith("/")) paths.add(node.text);
  } else if (node.kind === "sequence") {
    for (const item of node.items) collectPaths(item, key, paths);
  } else {
    for (const entry of node.entries) collectPaths(entry.value, entry.key.text, paths);
  }
}

/** Prometheus fills the global times into every job; a job that repeats them says nothing. */
function withoutInherited(config: CanonicalMap): CanonicalMap {
  const global = mapUnder(config, "global");
  const { intervalMs, timeoutMs } = globalTimesOf(config);
  const defaultTimeoutMs = Math.min(TIMEOUT_MS, intervalMs);
  const shown = Object.entries(global).filter(([key, value]) => {
    if (key === "scrape_interval") return intervalMs !== SECTION_INTERVAL_MS;
    return key !== "scrape_timeout" || durationOf(value) !== defaultTimeoutMs;
  });
  const jobs = config.scrape_configs;
  const { global: _global, ...rest } = config;
  const next: CanonicalMap = isList(jobs)
    ? { ...rest, scrape_configs: jobs.map((job) => withoutGlobals(job, global, { intervalMs, timeoutMs })) }
    : rest;
  return shown.length === 0 ? next : { global: Object.fromEntries(shown), ...next };
}

function withoutGlobals(
  job: CanonicalValue,
  global: CanonicalMap,
  { intervalMs, timeoutMs }: { intervalMs: number; timeoutMs: number },
): CanonicalValue {
  if (!isMap(job)) return job;
  const own = durationOf(job.scrape_interval) ?? intervalMs;
  return Object.fromEntries(
    Object.entries(job).filter(([key, value]) => {
      if (key === "scrape_interval") return own !== intervalMs;
      if (key === "scrape_timeout") return durationOf(value) !== Math.min(timeoutMs, own);
      return !(INHERITED.has(key) && JSON.stringify(global[key]) === JSON.stringify(value));
    }),
  );
}

const INHERITED: ReadonlySet<string> = new Set([
  ...["scrape_protocols", "body_size_limit", "sample_limit", "target_limit", "label_limit", "label_name_length_limit"],
  ...["label_value_length_limit", "keep_dropped_targets", "metric_name_validation_scheme", "metric_name_escaping_scheme"],
  ...["scrape_native_histograms", "always_scrape_classic_histograms", "convert_classic_histograms_to_nhcb"],
]);

/** Names first, as people write jobs; numbers and booleans without quotes. */
function toShown(value: CanonicalValue): YamlValue {
  if (typeof value === "string") {
    if (value === "true" || value === "false") return value === "true";
    return /^-?(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
  }
  if (isList(value)) return value.map(toShown);
  const entries = Object.entries(value).map(([key, one]): [string, YamlValue] => [key, toShown(one)]);
  const named = entries.filter(([key]) => key === "job_name" || key === "name");
  return Object.fromEntries([...named, ...entries.filter((entry) => !named.includes(entry))]);
}

/** The jobs of a config by their names, in order. */
export function canonicalJobs(config: CanonicalMap): Map<string, CanonicalMap> {
  const jobs = config.scrape_configs;
  const named = (isList(jobs) ? jobs : []).filter(isMap);
  return new Map(named.map((job) => [typeof job.job_name === "string" ? job.job_name : "", job]));
}
