import { findReferences, type TemplateReference } from "@/lib/relabel/template-references";
import { replaceField } from "./field-fix";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import type { RuleFacts } from "./rule-facts";

/** `$1_x`: the name of the group goes on as long as it can, and no group is called `1_x`. */
export const groupNameRunsOn: RuleCheck = {
  name: "group-name-runs-on",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_node_name]
  target_label: shard
  replacement: $1_a
`,
    right: `- source_labels: [__meta_kubernetes_pod_node_name]
  target_label: shard
  replacement: \${1}_a
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      if (facts.action === "labelmap") return check(facts, "replacement");
      return facts.action === "replace" ? [...check(facts, "replacement"), ...check(facts, "target_label")] : [];
    }),
};

function check(facts: RuleFacts, field: "replacement" | "target_label"): Finding[] {
  const template = facts.complete[field];
  const names = new Set(facts.tree?.groups.map(({ name }) => name));
  const wrong = findReferences(template).filter(
    ({ name, group, isBraced }) => group === null && !isBraced && /^[1-9]\d*[^\d]/.test(name) && !names.has(name),
  );
  const [first] = wrong;
  // A regex that cannot be read may have a group of that name.
  if (first === undefined || facts.tree === null) return [];
  const parameters = { reference: `$${first.name}`, name: first.name, meant: braced(first) };
  const fixes = [replaceField(facts, field, brace(template, wrong))];
  return [findingAt("group-name-runs-on", facts, { field, parameters, fixes })];
}

function braced({ name }: TemplateReference): string {
  const digits = /^\d+/.exec(name)?.[0] ?? "";
  return `\${${digits}}${name.slice(digits.length)}`;
}

function brace(template: string, references: readonly TemplateReference[]): string {
  return [...references]
    .reverse()
    .reduce((text, reference) => text.slice(0, reference.start) + braced(reference) + text.slice(reference.end), template);
}
