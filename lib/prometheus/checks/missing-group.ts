import { findReferences, type TemplateReference } from "@/lib/relabel/template-references";
import { replaceField } from "./field-fix";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import type { RuleFacts } from "./rule-facts";

/** The replacement refers to a group that the regex does not have: what it writes there is nothing. */
export const missingGroup: RuleCheck = {
  name: "missing-group",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path]
  regex: /.+
  target_label: __metrics_path__
`,
    right: `- source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_path]
  regex: (/.+)
  target_label: __metrics_path__
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      if (facts.action === "labelmap") return check(facts, "replacement");
      return facts.action === "replace" ? [...check(facts, "replacement"), ...check(facts, "target_label")] : [];
    }),
};

function check(facts: RuleFacts, field: "replacement" | "target_label"): Finding[] {
  const { tree, complete } = facts;
  if (tree === null) return [];
  const names = new Set(tree.groups.map(({ name }) => name));
  const missing = findReferences(complete[field]).filter(({ name, group, isBraced }) => {
    // `$1_x` has a finding of its own.
    if (group === null) return !names.has(name) && (isBraced || !/^[1-9]\d*[^\d]/.test(name));
    return group > tree.groups.length;
  });
  const [first] = missing;
  if (first === undefined) return [];
  const reference = `$${first.name}`;
  const parameters = { reference, groups: tree.groups.length, isDefault: facts.rule[field] === undefined ? "yes" : "no" };
  const shown = facts.rule[field] === undefined ? "regex" : field;
  return [findingAt("missing-group", facts, { field: shown, parameters, fixes: [captureAll(facts, missing)] })];
}

/** One reference to the first group and no group at all: the whole was meant. */
function captureAll(facts: RuleFacts, missing: readonly TemplateReference[]) {
  const isFirst = missing.every(({ group }) => group === 1) && facts.tree?.groups.length === 0;
  if (!isFirst || facts.action === "labelmap") return null;
  return replaceField(facts, "regex", `(${facts.complete.regex})`);
}
