import { checkConfigTree } from "@/lib/prometheus/check-config";
import { textOf } from "@/lib/prometheus/config-finding";
import { nameSchemeOf, readTargetJob, readTargetRules } from "@/lib/prometheus/read-target-job";
import type { TargetPipeline } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import {
  valueUnder,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlPlace,
  type YamlScalar,
} from "@/lib/prometheus/yaml-node";
import { compileRules } from "@/lib/relabel/compile";
import { ok, type Problem, problem, type Result } from "@/lib/result";

/** A file of a configuration: the main one, or one that its `scrape_config_files` name. */
export type ConfigText = { readonly file: string; readonly text: string };

/** The files of a configuration, the main one first. */
export type ConfigFiles = readonly [ConfigText, ...ConfigText[]];

/** A problem of a configuration and the file it is in. */
export type ConfigProblem = { readonly file: string; readonly problem: Problem };

export type CompiledJob =
  | { readonly ok: true; readonly pipeline: TargetPipeline }
  | { readonly ok: false; readonly problems: readonly [ConfigProblem, ...ConfigProblem[]] };

type ReadConfig = { readonly file: string; readonly root: YamlNode | null };

/** A configuration that was read once, for many tests and versions. */
export type Configuration = {
  /** What the given Prometheus refuses in any of the files. */
  readonly check: (version: PrometheusVersion) => readonly ConfigProblem[];
  /** Names of the jobs in order, those of further files last. */
  readonly jobNames: readonly string[];
  /** A job ready to run; its configuration has to be checked first. */
  readonly compile: (job: string, version: PrometheusVersion) => CompiledJob;
};

/** Reads the files of a configuration; a text that is no YAML fails every check. */
export function openConfiguration(files: ConfigFiles): Configuration {
  const read = files.map(({ file, text }) => ({ file, document: parseYaml(text) }));
  const broken = read.flatMap(({ file, document }) =>
    document.ok ? [] : document.problems.map((found) => ({ file, problem: found })),
  );
  const configs: ReadConfig[] = read.map(({ file, document }) => ({ file, root: document.ok ? document.value.root : null }));
  const global = valueUnder(configs[0]?.root ?? null, "global");
  const jobs = configs.flatMap(({ file, root }) =>
    jobNodesOf(root).map((node) => ({ file, node, name: textOf(node, "job_name") })),
  );
  const checked = new Map<string, readonly ConfigProblem[]>();
  const check = (version: PrometheusVersion) => {
    const key = JSON.stringify(version);
    const found = checked.get(key) ?? [...broken, ...configs.flatMap((config) => checkOne(config, global, version))];
    checked.set(key, found);
    return found;
  };
  const compile = (name: string, version: PrometheusVersion): CompiledJob => {
    const job = jobs.find((one) => one.name === name);
    if (job === undefined) {
      const known = [...new Set(jobs.map((one) => one.name))];
      const found = problem("ruleTest/unknown-job", {
        parameters: { job: name, file: files[0].file, known: known.slice(0, 20).join(", ") },
      });
      return { ok: false, problems: [{ file: files[0].file, problem: found }] };
    }
    return withFile(job.file, compileJob(job.node, global, version));
  };
  return { check, compile, jobNames: jobs.map(({ name }) => name) };
}

function jobNodesOf(root: YamlNode | null): readonly YamlNode[] {
  const list = valueUnder(root, "scrape_configs");
  return list?.kind === "sequence" ? list.items : [];
}

/** The `global` section of the main file counts for the jobs of further files too. */
function checkOne({ file, root }: ReadConfig, global: YamlNode | null, version: PrometheusVersion): ConfigProblem[] {
  if (root === null) return [];
  const isMain = global === null || valueUnder(root, "global") !== null || root.kind !== "mapping";
  const tree = isMain ? root : { ...root, entries: [entryOf("global", global), ...root.entries] };
  const errors = checkConfigTree(tree, version).filter(({ severity }) => severity === "error");
  return errors.map((found) => ({ file, problem: found }));
}

function withFile(file: string, result: Result<TargetPipeline>): CompiledJob {
  if (result.ok) return { ok: true, pipeline: result.value };
  const [first, ...rest] = result.problems;
  return { ok: false, problems: [{ file, problem: first }, ...rest.map((found) => ({ file, problem: found }))] };
}

function compileJob(node: YamlNode, global: YamlNode | null, version: PrometheusVersion): Result<TargetPipeline> {
  const rules = compileRules(readTargetRules(node), { ...version, nameScheme: nameSchemeOf(node, global) });
  return rules.ok ? ok({ job: readTargetJob(node, global), rules: rules.value, version }) : rules;
}

/** A scrape config that stands alone, checked as the only job of a configuration without a `global` section. */
export function compileScrapeConfig(node: YamlNode, version: PrometheusVersion): Result<TargetPipeline> {
  const list: YamlNode = { kind: "sequence", items: [node], isFlow: false, place: node.place };
  const root: YamlMapping = { kind: "mapping", entries: [entryOf("scrape_configs", list)], isFlow: false, place: node.place };
  const [first, ...rest] = checkConfigTree(root, version).filter(({ severity }) => severity === "error");
  return first === undefined ? compileJob(node, null, version) : { ok: false, problems: [first, ...rest] };
}

function entryOf(name: string, value: YamlNode): YamlEntry {
  return { key: scalarOf(name, value.place), value };
}

function scalarOf(text: string, place: YamlPlace): YamlScalar {
  return { kind: "scalar", text, tag: "str", place };
}
