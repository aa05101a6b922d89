import { RELABEL_FIELDS, type RelabelField, type RelabelRule } from "@/lib/relabel/relabel-rule";
import { ok, okUnless, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import { checkShape, type Path } from "./check-shape";
import type { Shape } from "./field-spec";
import type { PrometheusVersion } from "./versions";
import { parseYaml } from "./yaml";
import { isCapitalNull, isNull, valueUnder, type YamlMapping, type YamlNode, type YamlScalar } from "./yaml-node";
import { readFloat, readInteger } from "./yaml-scalar";

const RULES: Shape = { kind: "list", of: { kind: "object", name: "relabel_config" } };

/** The lists of rules of a scrape config. */
export type RulesKey = "relabel_configs" | "metric_relabel_configs";

/**
 * Reads rules that a person wrote: a YAML list of them, or a mapping that holds one under `key`.
 * Types and field names are checked here, meaning is checked by `compileRules`; rules carry their places in the text.
 */
export function readRelabelConfigs(
  text: string,
  version: PrometheusVersion,
  key: RulesKey = "relabel_configs",
): Result<RelabelRule[]> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const { root } = document.value;
  const list = root?.kind === "mapping" ? valueUnder(root, key) : root;
  if (root?.kind === "mapping" && list === null) {
    const first = root.entries[0]?.key;
    const place = first === undefined ? {} : { range: first.place.range };
    return { ok: false, problems: [problem("relabel/no-rules", place)] };
  }
  if (list === null) return ok([]);
  const path: Path = root?.kind === "mapping" ? [key] : [];
  const problems: Problem[] = [];
  checkShape(list, RULES, path, { version, problems, visit: () => undefined });
  const rules = toRelabelRules(list);
  const empty = rules.flatMap((rule, index) => (rule === null ? [emptyRule(list, index, { path: [...path, index], key })] : []));
  return okUnless(
    rules.filter((rule) => rule !== null),
    [...problems, ...empty],
  );
}

/** Rules of a list whose shape is known to be right; null for an empty item. */
export function toRelabelRules(list: YamlNode): (RelabelRule | null)[] {
  if (list.kind !== "sequence") return [];
  return list.items.map((item) => (item.kind === "mapping" ? toRule(item) : null));
}

function toRule(node: YamlMapping): RelabelRule {
  const ranges: Partial<Record<RelabelField, TextRange>> & { rule: TextRange } = { rule: node.place.range };
  const rule: Record<string, unknown> = { ranges };
  for (const { key, value } of node.entries) {
    const field = RELABEL_FIELDS.find((known) => known === key.text);
    const read = field === undefined ? undefined : readField(field, value);
    if (field === undefined || read === undefined) continue;
    ranges[field] = value.place.range;
    rule[field] = read;
  }
  return rule as RelabelRule;
}

/** Value of a field; undefined when its type is wrong, which was reported where the shape was checked. */
function readField(field: RelabelField, value: YamlNode): RelabelRule[RelabelField] {
  if (isNull(value)) return null;
  if (field === "source_labels") {
    if (value.kind !== "sequence") return undefined;
    return value.items.map((item) => {
      if (item.kind !== "scalar") return null;
      if (isNull(item)) return isCapitalNull(item) ? "" : null;
      return item.text;
    });
  }
  if (value.kind !== "scalar") return undefined;
  return field === "modulus" ? readModulus(value) : value.text;
}

/** A float is cut to its whole part; what does not fit into 64 bits becomes 2^63 as it does on amd64. */
function readModulus({ tag, text }: YamlScalar): bigint {
  if (tag === "int") return readInteger(text);
  const float = tag === "float" ? readFloat(text) : 0;
  if (float === Number.NEGATIVE_INFINITY) return OVERFLOWN;
  const whole = Number.isFinite(float) ? BigInt(Math.trunc(float)) : 0n;
  return whole >= 2n ** 64n || whole < -OVERFLOWN ? OVERFLOWN : whole;
}

const OVERFLOWN = 2n ** 63n;

function emptyRule(list: YamlNode, index: number, { path, key }: { readonly path: Path; readonly key: RulesKey }): Problem {
  const range = list.kind === "sequence" ? list.items[index]?.place.range : undefined;
  const kind = key === "relabel_configs" ? "target" : "metric";
  const prometheus = `empty or null ${kind} relabeling rule in scrape config`;
  return problem("relabel/empty-rule", { path: [...path], prometheus, ...(range === undefined ? {} : { range }) });
}
