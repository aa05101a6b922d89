import { compileRules } from "@/lib/relabel/compile";
import { type Problem, problem } from "@/lib/result";
import { checkDnsDiscovery, checkFileDiscovery, checkHttpDiscovery, checkKubernetesDiscovery } from "./check-discovery";
import { checkHttpClient, checkProxy } from "./check-http-client";
import { checkConfigFiles, checkGlobal, checkJob, checkJobNames } from "./check-job";
import { checkRemote, checkRemoteNames } from "./check-remote";
import { checkShape, type Path, type Walk } from "./check-shape";
import { checkStaticTargets } from "./check-static-targets";
import { checkOtlp, checkTracing } from "./check-telemetry";
import { checkTls } from "./check-tls";
import { checkValue } from "./check-value";
import { itemsOf, type ObjectCheck } from "./config-finding";
import type { ConfigObjectName } from "./config-more-fields";
import type { Shape } from "./field-spec";
import { toRelabelRules } from "./read-relabel-configs";
import { nameSchemeOf } from "./read-target-job";
import type { PrometheusVersion } from "./versions";
import { parseYaml } from "./yaml";
import { isCapitalNull, isNull, valueUnder, type YamlMapping, type YamlNode } from "./yaml-node";

type CheckObject = (check: ObjectCheck, root: YamlNode) => void;

/** What is checked of an object beyond its fields and their types. */
const OBJECT_CHECKS: Partial<Record<ConfigObjectName, readonly CheckObject[]>> = {
  config: [checkJobNames, checkConfigFiles, checkRemoteNames],
  global: [checkGlobal],
  scrape_config: [
    (check, root) => checkJob(check, valueUnder(root, "global")),
    checkHttpClient,
    (check, root) => checkStaticTargets(check, valueUnder(root, "global")),
  ],
  kubernetes_sd_config: [checkKubernetesDiscovery, checkHttpClient],
  file_sd_config: [checkFileDiscovery],
  http_sd_config: [checkHttpDiscovery, checkHttpClient],
  dns_sd_config: [checkDnsDiscovery],
  alertmanager: [checkHttpClient],
  remote_write: [checkRemote, checkHttpClient],
  remote_read: [checkRemote, checkHttpClient],
  tls_config: [checkTls],
  tracing: [checkTracing],
  otlp: [(check, root) => checkOtlp(check, valueUnder(root, "global"))],
  oauth2: [checkProxy],
};

/** Objects that a list may not leave empty. */
const NULL_ITEMS: Partial<Record<ConfigObjectName, string>> = {
  scrape_config: "empty or null scrape config section",
  static_config: "empty or null section in static_configs",
  kubernetes_sd_config: "empty or null section in kubernetes_sd_configs",
  file_sd_config: "empty or null section in file_sd_configs",
  http_sd_config: "empty or null section in http_sd_configs",
  dns_sd_config: "empty or null section in dns_sd_configs",
  // Here Prometheus breaks down itself.
  alertmanager: "panic: runtime error: invalid memory address or nil pointer dereference",
  remote_write: "empty or null remote write config section",
  remote_read: "empty or null remote read config section",
};

/**
 * Everything that the given Prometheus would refuse in a prometheus.yml, with places in the text.
 * Files that the config mentions are not read. Prometheus stops at its first semantic mistake; we list all.
 */
export function checkConfig(text: string, version: PrometheusVersion): Problem[] {
  const document = parseYaml(text);
  if (!document.ok) return [...document.problems];
  const { root } = document.value;
  return root === null ? [] : checkConfigTree(root, version);
}

/** The same for a config that was read already, or that was put together from pieces of a text. */
export function checkConfigTree(root: YamlNode, version: PrometheusVersion): Problem[] {
  const problems: Problem[] = [];
  const hasJobs = valueUnder(root, "scrape_configs")?.kind === "sequence";
  const walk: Walk = {
    version,
    problems,
    visit: (node, shape, path) => {
      // A wrong global scheme is only noticed by a job that inherits it.
      if (path[0] === "global" && /^metric_name_(?:validation|escaping)_scheme$/.test(String(path[1])) && !hasJobs) return;
      const found = checkValue(node, shape, path, version);
      if (found !== null) problems.push(found);
      checkItems(node, shape, path, walk, root);
      const object = toObject(node);
      if (shape.kind !== "object" || object === null) return;
      for (const check of OBJECT_CHECKS[shape.name] ?? []) check({ node: object, path, version, problems }, root);
    },
  };
  checkShape(root, { kind: "object", name: "config" }, [], walk);
  return problems.toSorted(byPlace);
}

/** `Null` and `NULL` stand for an object without any field; `null` and `~` for none. */
function toObject(node: YamlNode): YamlMapping | null {
  if (isCapitalNull(node)) return { kind: "mapping", entries: [], isFlow: true, place: node.place };
  return node.kind === "mapping" ? node : null;
}

/** Rules obey the scheme of their job, those of alerts and remote writes the global one. */
function nameSchemeAt(root: YamlNode, [section, index]: Path): "utf8" | "legacy" {
  const job = section === "scrape_configs" ? (itemsOf(root, "scrape_configs")[Number(index)] ?? null) : null;
  return nameSchemeOf(job, valueUnder(root, "global"));
}

/** Mistakes at which Prometheus stops reading, before it tells of wrong shapes. */
const FOUND_WHILE_READING = new Set(["relabel/unknown-action", "relabel/regex", "label/name"]);

/** Lists of rules, and items that may not be null. */
function checkItems(node: YamlNode, shape: Shape, path: Path, { version, problems }: Walk, root: YamlNode): void {
  if (node.kind !== "sequence" || shape.kind !== "list" || shape.of.kind !== "object") return;
  if (shape.of.name === "relabel_config") {
    const compiled = compileRules(toRelabelRules(node), { ...version, nameScheme: nameSchemeAt(root, path) });
    const found = compiled.ok ? [] : compiled.problems.map((one) => atRule(one, node.items, path));
    // A rule of the wrong shape was reported; what it then lacks is no second mistake, unless it stops Prometheus earlier.
    const isNew = (one: Problem) => !problems.some((earlier) => isSameItem(earlier.path, one.path, path.length + 1));
    problems.push(...found.filter((one) => FOUND_WHILE_READING.has(one.code) || isNew(one)));
    return;
  }
  const prometheus = NULL_ITEMS[shape.of.name];
  const empty = prometheus === undefined ? undefined : node.items.find((item) => isNull(item) && !isCapitalNull(item));
  if (empty !== undefined && prometheus !== undefined) {
    problems.push(problem("config/empty-item", { path: [...path], range: empty.place.range, prometheus }));
  }
}

function atRule(found: Problem, items: readonly YamlNode[], path: Path): Problem {
  const item = items[Number(found.path[0])];
  const range = found.range ?? item?.place.range;
  const isEmpty = found.code === "relabel/empty-rule";
  const prometheus = isEmpty ? (EMPTY_RULES[String(path.at(-1))]?.(path) ?? found.prometheus) : found.prometheus;
  return {
    ...found,
    path: [...path, ...found.path],
    ...(range === undefined ? {} : { range }),
    ...(prometheus === undefined ? {} : { prometheus }),
  };
}

/** What Prometheus says of an empty rule depends on where it stands. */
const EMPTY_RULES: Readonly<Record<string, (path: Path) => string>> = {
  relabel_configs: (path) =>
    path[0] === "alerting"
      ? "empty or null Alertmanager target relabeling rule"
      : "empty or null target relabeling rule in scrape config",
  metric_relabel_configs: () => "empty or null metric relabeling rule in scrape config",
  alert_relabel_configs: (path) =>
    path.includes("alertmanagers") ? "empty or null Alertmanager alert relabeling rule" : "empty or null alert relabeling rule",
  write_relabel_configs: () => "empty or null relabeling rule in remote write config",
};

function isSameItem(a: Path, b: Path, depth: number): boolean {
  return a.length > depth && a.slice(0, depth).every((part, i) => part === b[i]);
}

/** In the order of a text. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.range?.line ?? 0) - (b.range?.line ?? 0) || (a.range?.column ?? 0) - (b.range?.column ?? 0);
}
