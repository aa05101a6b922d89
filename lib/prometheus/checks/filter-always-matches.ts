import { findingAt, type RuleCheck } from "./rule-check";

/** A filter whose regex matches whatever comes: keep lets everything through, drop drops everything. */
export const filterAlwaysMatches: RuleCheck = {
  name: "filter-always-matches",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_service_annotation_prometheus_io_port]
  regex: (.*)
  action: keep
`,
    right: `- source_labels: [__meta_kubernetes_service_annotation_prometheus_io_port]
  regex: .+
  action: keep
`,
  },
  find: ({ rules }) =>
    rules
      .filter(({ action, isUnconditional }) => isUnconditional && (action === "keep" || action === "drop"))
      .map((facts) => {
        const severity = facts.action === "drop" ? "warning" : "info";
        const parameters = { action: facts.action, regex: facts.complete.regex };
        const field = facts.complete.hasRegex ? ({ field: "regex" } as const) : {};
        return findingAt("filter-always-matches", facts, { severity, parameters, ...field });
      }),
};
