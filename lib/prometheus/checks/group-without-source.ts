import { findReferences } from "@/lib/relabel/template-references";
import { findingAt, type RuleCheck } from "./rule-check";

/** A replacement that refers to a group although the rule has no source labels: the group is always empty. */
export const groupWithoutSource: RuleCheck = {
  name: "group-without-source",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- target_label: cluster
`,
    right: `- target_label: cluster
  replacement: alpha
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      const { source_labels, replacement, target_label } = facts.complete;
      const [reference] = findReferences(replacement);
      if (facts.action !== "replace" || source_labels.length > 0 || reference === undefined) return [];
      // A regex that cannot match nothing has a finding of its own, and so has a group that does not exist.
      if (facts.regex.match("") === null || (reference.group ?? 0) > (facts.tree?.groups.length ?? 0)) return [];
      const isWhole = reference.start === 0 && reference.end === replacement.length;
      const parameters = { label: target_label, reference: `$${reference.name}`, effect: isWhole ? "removed" : "shortened" };
      return [findingAt("group-without-source", facts, { parameters })];
    }),
};
