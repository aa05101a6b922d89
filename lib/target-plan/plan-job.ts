import { DISCOVERY_ROLES, type DiscoveryRequest } from "@/lib/cluster-discovery/schema";
import { isTrue, itemsOf, textOf } from "@/lib/prometheus/config-finding";
import { nameSchemeOf, readTargetJob, readTargetRules } from "@/lib/prometheus/read-target-job";
import type { TargetPipeline } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { compileRules } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { ok, type Result } from "@/lib/result";

/** Where a job stands in a rendered prometheus.yml: the part of lib/bundles that a plan needs. */
export type JobPlace = {
  readonly jobName: string;
  readonly cluster: string | null;
  readonly template: string | null;
  readonly firstLine: number;
  readonly lastLine: number;
};

/** A generated job, ready to foretell its targets. */
export type PlanJob = {
  readonly jobName: string;
  readonly cluster: string;
  readonly template: string | null;
  /** Its own lines. */
  readonly text: string;
  readonly requests: readonly DiscoveryRequest[];
  /** Targets that are written in the config. */
  readonly staticTargets: readonly LabelSet[];
  /** Of its discovery, as written. */
  readonly apiServers: readonly string[];
  readonly pipeline: TargetPipeline;
};

/** A rendered config, cut into its jobs; nothing is parsed before it is asked for. */
export type CutConfig = {
  readonly places: readonly (JobPlace & { readonly cluster: string })[];
  /** Names of the jobs that are the user's own. */
  readonly ownJobs: readonly string[];
  /** The `global` section as it is written, "" without one. */
  readonly globalText: () => string;
  readonly textOf: (place: JobPlace) => string;
  readonly read: (place: JobPlace & { readonly cluster: string }) => Result<PlanJob>;
};

/** Cuts a rendered prometheus.yml; reading one job does not cost reading the others. */
export function cutConfig(text: string, jobs: readonly JobPlace[], version: PrometheusVersion): CutConfig {
  const lines = text.split(/\r?\n/);
  const isGenerated = (job: JobPlace): job is JobPlace & { readonly cluster: string } => job.cluster !== null;
  const places = jobs.filter(isGenerated);
  const jobText = ({ firstLine, lastLine }: JobPlace) => lines.slice(firstLine - 1, lastLine).join("\n");
  let global: { node: YamlNode | null; text: string } | null = null;
  const globalSection = () => {
    global ??= readGlobal(lines, places);
    return global;
  };
  return {
    places,
    ownJobs: jobs.filter((job) => !isGenerated(job)).map(({ jobName }) => jobName),
    textOf: jobText,
    globalText: () => globalSection().text,
    read: (place) => readJob(place, jobText(place), { ...globalSection(), version }),
  };
}

/** The `global` section, from what is left of the text without our jobs. */
function readGlobal(lines: readonly string[], places: readonly JobPlace[]): { node: YamlNode | null; text: string } {
  const own = [...lines];
  for (const { firstLine, lastLine } of places) own.fill("", firstLine - 1, lastLine);
  const source = own.join("\n");
  const document = parseYaml(source);
  const node = document.ok ? valueUnder(document.value.root, "global") : null;
  return { node, text: node === null ? "" : source.slice(node.place.start, node.place.end) };
}

function readJob(
  { jobName, cluster, template }: JobPlace & { readonly cluster: string },
  text: string,
  global: { readonly node: YamlNode | null; readonly text: string; readonly version: PrometheusVersion },
): Result<PlanJob> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const { root } = document.value;
  const node = root?.kind === "sequence" ? root.items[0] : undefined;
  if (node === undefined) throw new Error(`job ${jobName} is not where the bundle says`);
  const version = { ...global.version, nameScheme: nameSchemeOf(node, global.node) };
  const rules = compileRules(readTargetRules(node), version);
  if (!rules.ok) return rules;
  const discoveries = itemsOf(node, "kubernetes_sd_configs");
  return ok({
    jobName,
    cluster,
    template,
    text,
    requests: discoveries.flatMap(readRequest),
    staticTargets: itemsOf(node, "static_configs").flatMap(readStatics),
    apiServers: discoveries.map((discovery) => textOf(discovery, "api_server")),
    pipeline: { job: readTargetJob(node, global.node), rules: rules.value, version: global.version },
  });
}

function readRequest(discovery: YamlNode): DiscoveryRequest[] {
  const role = DISCOVERY_ROLES.find((one) => one === textOf(discovery, "role"));
  return role === undefined ? [] : [{ role, attachNode: isTrue(valueUnder(discovery, "attach_metadata"), "node") }];
}

function readStatics(group: YamlNode): LabelSet[] {
  const labels = valueUnder(group, "labels");
  const shared = labels?.kind === "mapping" ? labels.entries.map(({ key }) => [key.text, textOf(labels, key.text)] as const) : [];
  return itemsOf(group, "targets").map((item) =>
    toLabelSet([...shared, ["__address__", item.kind === "scalar" ? item.text : ""]]),
  );
}

/** One rule as it is written, moved to the left edge; `index` from 0. */
export function ruleText({ text }: PlanJob, index: number): string {
  const document = parseYaml(text);
  const root = document.ok ? document.value.root : null;
  const node = root?.kind === "sequence" ? (root.items[0] ?? null) : null;
  const item = node === null ? undefined : itemsOf(node, "relabel_configs")[index];
  if (item === undefined) return "";
  const { start, end, range } = item.place;
  return text
    .slice(start, end)
    .replace(new RegExp(`^ {0,${range.column - 1}}`, "gm"), "")
    .trimEnd();
}
