import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { isTrue, textOf } from "./config-finding";
import { formatDuration, parseDuration } from "./duration";
import { toRelabelRules } from "./read-relabel-configs";
import type { UrlParameters } from "./scrape-url";
import { HISTOGRAM_FIELDS, type HistogramField, type TargetJob } from "./target-job";
import { isNull, valueUnder, type YamlNode } from "./yaml-node";

const INTERVAL_DEFAULT_MS = 60_000;
const TIMEOUT_DEFAULT_MS = 10_000;

/**
 * What a scrape config gives to its targets, from a config that was checked before.
 *
 * @param global the `global` section of the same config; null when it has none
 */
export function readTargetJob(node: YamlNode, global: YamlNode | null): TargetJob {
  return {
    job_name: textOf(node, "job_name"),
    ...readTimes(node, global),
    // An absent field has a default; one that is there and empty is empty.
    ...(valueUnder(node, "metrics_path") === null ? {} : { metrics_path: textOf(node, "metrics_path") }),
    ...(valueUnder(node, "scheme") === null ? {} : { scheme: textOf(node, "scheme") }),
    ...readHistograms(node, global),
    params: readParams(valueUnder(node, "params")),
  };
}

/** Which names the rules of a job may write, from 3.7 on: its own metric_name_validation_scheme, else the global one. */
export function nameSchemeOf(node: YamlNode | null, global: YamlNode | null): "utf8" | "legacy" {
  const field = "metric_name_validation_scheme";
  return (textOf(node, field) || textOf(global, field)) === "legacy" ? "legacy" : "utf8";
}

/** What the job says, else what `global` says. */
function readHistograms(node: YamlNode, global: YamlNode | null): Partial<Record<HistogramField, boolean>> {
  const written = HISTOGRAM_FIELDS.flatMap((field) => {
    const section = [node, global].find((one) => textOf(one, field) !== "");
    return section === undefined ? [] : [[field, isTrue(section, field)] as const];
  });
  return Object.fromEntries(written);
}

/** The rules of a scrape config, as they are written; null for an empty item. */
export function readTargetRules(node: YamlNode): (RelabelRule | null)[] {
  const rules = valueUnder(node, "relabel_configs");
  return rules === null ? [] : toRelabelRules(rules);
}

/** Zero means "as global says", there it means Prometheus's own default; a timeout that was not written fits the interval. */
function readTimes(node: YamlNode, global: YamlNode | null): Required<Pick<TargetJob, "scrape_interval" | "scrape_timeout">> {
  const globalInterval = readMs(global, "scrape_interval") || INTERVAL_DEFAULT_MS;
  const globalTimeout = readMs(global, "scrape_timeout") || Math.min(TIMEOUT_DEFAULT_MS, globalInterval);
  const interval = readMs(node, "scrape_interval") || globalInterval;
  const timeout = readMs(node, "scrape_timeout") || Math.min(globalTimeout, interval);
  return { scrape_interval: formatDuration(interval), scrape_timeout: formatDuration(timeout) };
}

function readMs(node: YamlNode | null, field: string): number {
  const duration = parseDuration(textOf(node, field) || "0");
  return duration.ok ? duration.value : 0;
}

function readParams(node: YamlNode | null): UrlParameters {
  const params: Record<string, readonly string[]> = Object.create(null);
  if (node?.kind !== "mapping") return params;
  for (const { key, value } of node.entries) {
    const items = value.kind === "sequence" ? value.items : [];
    params[key.text] = items.map((item) => (item.kind === "scalar" && !isNull(item) ? item.text : ""));
  }
  return params;
}
