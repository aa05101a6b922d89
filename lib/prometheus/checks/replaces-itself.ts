import { findingAt, type RuleCheck } from "./rule-check";

/** A label replaced by its own value. */
export const replacesItself: RuleCheck = {
  name: "replaces-itself",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [instance]
  target_label: instance
`,
    right: `- source_labels: [__meta_kubernetes_pod_name]
  target_label: instance
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      const { source_labels, target_label, replacement } = facts.complete;
      const [label, ...others] = source_labels;
      const isSame = facts.action === "replace" && others.length === 0 && label === target_label;
      const isWhole = facts.complete.regex === "(.*)" && /^\$(?:1|\{1\}|0|\{0\})$/.test(replacement);
      return isSame && isWhole ? [findingAt("replaces-itself", facts, { severity: "info", parameters: { label } })] : [];
    }),
};
