import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { textOf } from "./config-finding";
import { formatDuration, parseDuration } from "./duration";
import { toRelabelRules } from "./read-relabel-configs";
import type { UrlParameters } from "./scrape-url";
import type { TargetJob } from "./target-job";
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
    params: readParams(valueUnder(node, "params")),
  };
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
