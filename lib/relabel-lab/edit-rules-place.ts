import { parseYaml } from "@/lib/prometheus/yaml";
import { type MappingEntry, readYamlLayout, type SequenceLayout, type YamlLayout } from "@/lib/prometheus/yaml-layout";
import { isNull, valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { ok, type Result } from "@/lib/result";

/** Keys under which a mapping holds rules. */
export const RULE_KEYS = ["relabel_configs", "metric_relabel_configs"] as const;

/** Where the rules of a text stand. */
export type RulePlace = {
  /** null when there is no list yet. */
  readonly list: SequenceLayout | null;
  /** The key that holds the list; null when the list is the document. */
  readonly entry: MappingEntry | null;
};

/** A rule as plain values: texts, lists of texts, null; whole numbers as `{ int }`. */
export type PlainRule = { readonly [field: string]: unknown } | null;

/** null when a document holds something else than rules, or rules behind an alias. */
export function readRulePlace(text: string): RulePlace | null {
  const layout = readYamlLayout(text);
  if (layout === null || isEmpty(layout)) return { list: null, entry: null };
  if (layout.kind === "sequence") return { list: layout, entry: null };
  if (layout.kind !== "mapping") return null;
  const entry = layout.entries.find(({ key }) => RULE_KEYS.some((known) => known === key));
  if (entry === undefined) return null;
  if (entry.value === null) return { list: null, entry };
  return entry.value.kind === "sequence" ? { list: entry.value, entry } : null;
}

/** The list of names behind the key that starts at an offset, as it is written now. */
export function readNameList(text: string, keyStart: number): SequenceLayout | null {
  for (const { content } of readRulePlace(text)?.list?.items ?? []) {
    const entry = content.kind === "mapping" ? content.entries.find((candidate) => candidate.keyStart === keyStart) : undefined;
    if (entry !== undefined) return entry.value?.kind === "sequence" ? entry.value : null;
  }
  return null;
}

function isEmpty({ kind, start, end }: YamlLayout): boolean {
  return kind === "scalar" && start === end;
}

/** The list of rules in a parsed text; null when there is none. */
export function ruleListOf(root: YamlNode | null): YamlNode | null {
  if (root?.kind !== "mapping") return root;
  const key = RULE_KEYS.find((known) => valueUnder(root, known) !== null);
  return key === undefined ? null : valueUnder(root, key);
}

/** The values of all rules, unknown fields and all. */
export function readPlainRules(text: string): Result<readonly PlainRule[]> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const list = ruleListOf(document.value.root);
  return ok(list?.kind === "sequence" ? list.items.map((item) => plain(item) as PlainRule) : []);
}

function plain(node: YamlNode): unknown {
  if (isNull(node)) return null;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "sequence") return node.items.map(plain);
  return Object.fromEntries(
    node.entries.map(({ key, value }) => [
      key.text,
      key.text === "modulus" && isInteger(value) ? plainField("modulus", value.text) : plain(value),
    ]),
  );
}

function isInteger(value: YamlNode): value is YamlNode & { kind: "scalar" } {
  return value.kind === "scalar" && value.tag === "int";
}

/** What reading gives for a value that was written. */
export function plainField(field: string, value: unknown): unknown {
  return field === "modulus" && /^\d+$/.test(String(value)) ? { int: String(value) } : value;
}
