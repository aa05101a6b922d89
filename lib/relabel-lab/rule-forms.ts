import { toRelabelRules } from "@/lib/prometheus/read-relabel-configs";
import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import type { RelabelAction } from "@/lib/relabel/relabel-config";
import { RELABEL_FIELDS, type RelabelField, type RelabelRule } from "@/lib/relabel/relabel-rule";
import { fail, ok, type Problem, type Result } from "@/lib/result";
import { readRulePlace, ruleListOf } from "./edit-rules-place";
import { actionOf, FIELDS_OF_ACTION } from "./rule-fields";

/** What stands in a field. Absent, null and an empty text mean different things to Prometheus. */
export type FieldForm =
  | { readonly kind: "absent" }
  | { readonly kind: "null" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** A list where a text is wanted, or the reverse: to be changed in the YAML view. */
  | { readonly kind: "other" };

/** A rule as the form shows it. */
export type RuleForm = {
  /** Equal when nothing about the rule has changed, wherever it stands. */
  readonly source: string;
  /** null when there is none of the name that is written. */
  readonly action: RelabelAction | null;
  readonly fields: Readonly<Record<RelabelField, FieldForm>>;
  /** Fields that the action uses, then others that are written. */
  readonly shown: readonly RelabelField[];
  /** Shown fields that the action does not look at. */
  readonly unused: readonly RelabelField[];
  /** Keys that Prometheus does not know. */
  readonly unknown: readonly string[];
  /** null for an empty rule. */
  readonly rule: RelabelRule | null;
  /** False for a rule that is a reference to another one. */
  readonly isEditable: boolean;
};

/** Reads rules for the form; fails when the text is not a list of rules. */
export function readRuleForms(text: string): Result<readonly RuleForm[]> {
  const document = parseYaml(text);
  if (!document.ok) return document;
  const { root } = document.value;
  const place = readRulePlace(text);
  if (root === null) return ok([]);
  if (place === null) return fail("relabel/no-rules");
  const list = ruleListOf(root);
  if (list === null || isNull(list)) return ok([]);
  if (list.kind !== "sequence") return fail("relabel/no-rules");
  const rules = toRelabelRules(list);
  return ok(
    list.items.map((item, index) => {
      const written = place.list?.items[index];
      const source = written === undefined ? "" : text.slice(written.start, written.content.end);
      return toForm(item, rules[index] ?? null, source, written?.content.kind !== "alias");
    }),
  );
}

function toForm(item: YamlNode, rule: RelabelRule | null, source: string, isEditable: boolean): RuleForm {
  const fields = Object.fromEntries(
    RELABEL_FIELDS.map((field) => [field, toField(field, valueUnder(item, field))]),
  ) as RuleForm["fields"];
  const written = item.kind === "mapping" ? item.entries.map(({ key }) => key.text) : [];
  const action = actionOfField(fields.action);
  const used = action === null ? RELABEL_FIELDS.filter((field) => field !== "action") : FIELDS_OF_ACTION[action];
  const unused = RELABEL_FIELDS.filter((field) => field !== "action" && !used.includes(field) && written.includes(field));
  return {
    // Values behind aliases and merge keys are not in the source.
    source: `${source}\n${JSON.stringify(fields)}`,
    action,
    fields,
    shown: [...used, ...unused],
    unused,
    unknown: written.filter((key) => !RELABEL_FIELDS.some((field) => field === key)),
    rule,
    isEditable: isEditable && (item.kind === "mapping" || isNull(item)),
  };
}

function toField(field: RelabelField, value: YamlNode | null): FieldForm {
  if (value === null) return { kind: "absent" };
  if (isNull(value)) return { kind: "null" };
  if (field !== "source_labels") return value.kind === "scalar" ? { kind: "text", text: value.text } : { kind: "other" };
  if (value.kind !== "sequence" || value.items.some((item) => item.kind !== "scalar")) return { kind: "other" };
  return { kind: "names", names: value.items.map((item) => (item.kind === "scalar" ? item.text : "")) };
}

function actionOfField(field: FieldForm): RelabelAction | null {
  if (field.kind === "absent") return "replace";
  return field.kind === "text" ? actionOf(field.text) : null;
}

/** Problems of one rule, by the place in their path; a problem of YAML itself belongs to none. */
export function problemsOfRule<P extends Problem>(problems: readonly P[], index: number): P[] {
  return problems.filter(({ path }) => path.find((part) => typeof part === "number") === index);
}

/** The field that a problem of a rule is about; null when it is about the rule. */
export function fieldOfProblem({ path }: Problem): RelabelField | null {
  return RELABEL_FIELDS.find((field) => path.includes(field)) ?? null;
}
