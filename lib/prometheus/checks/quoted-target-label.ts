import { replaceField } from "./field-fix";
import { findingAt, type RuleCheck } from "./rule-check";
import { writtenLabel } from "./rule-facts";

/** A target label that queries, dashboards and older Prometheus can only use in quotes, or not at all. */
export const quotedTargetLabel: RuleCheck = {
  name: "quoted-target-label",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_name]
  target_label: app.kubernetes.io/name
`,
    right: `- source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_name]
  target_label: app_kubernetes_io_name
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      const label = writtenLabel(facts);
      if (label === null || /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label)) return [];
      // Letters of other alphabets are a choice; these characters are a slip of the pen.
      if (!/^[\w./-]+$/.test(label)) return [];
      const legacy = label.replaceAll(/[^a-zA-Z0-9_]/g, "_").replace(/^(\d)/, "_$1");
      const fixes = [replaceField(facts, "target_label", legacy)];
      return [
        findingAt("quoted-target-label", facts, {
          severity: "info",
          field: "target_label",
          parameters: { label, legacy },
          fixes,
        }),
      ];
    }),
};
