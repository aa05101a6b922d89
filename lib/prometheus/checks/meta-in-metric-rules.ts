import { findingAt, type RuleCheck } from "./rule-check";

/** Labels of discovery are removed before a target is scraped: rules for samples never see them. */
export const metaInMetricRules: RuleCheck = {
  name: "meta-in-metric-rules",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_namespace]
  target_label: namespace
`,
    right: `- source_labels: [exported_namespace]
  target_label: namespace
`,
  },
  find: ({ rules, kind }) => {
    if (kind !== "metric") return [];
    return rules.flatMap((facts) => {
      const isMap = facts.action === "labelmap";
      const label = isMap ? facts.complete.regex : facts.complete.source_labels.find((name) => name.startsWith("__meta_"));
      if (label === undefined || !label.startsWith("__meta_")) return [];
      return [findingAt("meta-in-metric-rules", facts, { field: isMap ? "regex" : "source_labels", parameters: { label } })];
    });
  },
};
