import { compileRules } from "@/lib/relabel/compile";
import { goQuote } from "@/lib/relabel/go-quote";
import { toLabelSet } from "@/lib/relabel/label-set";
import { semanticsOf } from "@/lib/relabel/semantics";
import { type Problem, problem } from "@/lib/result";
import { itemsOf, type ObjectCheck } from "./config-finding";
import { toRelabelRules } from "./read-relabel-configs";
import { nameSchemeOf, readTargetJob } from "./read-target-job";
import { buildTarget, type TargetPipeline } from "./target-pipeline";
import { valueUnder, type YamlNode } from "./yaml-node";

/**
 * Runs the targets that stand in the config through the whole pipeline. Prometheus itself only logs a refused one,
 * except for a `/` when there are no rules; promtool refuses the file for either.
 */
export function checkStaticTargets(check: ObjectCheck, global: YamlNode | null): void {
  const list = valueUnder(check.node, "relabel_configs");
  const named = { ...check.version, nameScheme: nameSchemeOf(check.node, global) };
  const compiled = compileRules(list === null ? [] : toRelabelRules(list), named);
  if (!compiled.ok) return;
  const pipeline = { job: readTargetJob(check.node, global), rules: compiled.value, version: check.version };
  for (const [group, config] of itemsOf(check.node, "static_configs").entries()) {
    const labels = readTexts(valueUnder(config, "labels"));
    for (const [index, target] of itemsOf(config, "targets").entries()) {
      const address = target.kind === "scalar" && target.tag !== "null" ? target.text : "";
      const found = checkTarget(pipeline, labels, address, `instance ${index} in group ${group}`);
      const path = [...check.path, "static_configs", group, "targets", index];
      if (found !== null) check.problems.push({ ...found, path, range: target.place.range });
    }
  }
}

type Labels = readonly (readonly [string, string])[];

function checkTarget(pipeline: TargetPipeline, labels: Labels, address: string, where: string): Problem | null {
  if (pipeline.rules.length === 0 && address.includes("/")) {
    const prometheus = `${goQuote(address, semanticsOf(pipeline.version).unicode)} is not a valid hostname`;
    return problem("target/hostname", { parameters: { address }, prometheus });
  }
  const outcome = buildTarget(pipeline, toLabelSet([...labels, ["__address__", address]]));
  return outcome?.kind === "error" ? { ...outcome.problem, prometheus: `${where}: ${outcome.message}` } : null;
}

function readTexts(node: YamlNode | null): Labels {
  if (node?.kind !== "mapping") return [];
  return node.entries.map(({ key, value }) => [key.text, value.kind === "scalar" ? value.text : ""] as const);
}
