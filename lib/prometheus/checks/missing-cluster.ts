import { problem } from "@/lib/result";
import type { TargetCheck } from "./target-check";

/** Targets of Kubernetes without a `cluster` label: one Prometheus for many clusters cannot tell them apart. */
export const missingCluster: TargetCheck = {
  name: "missing-cluster",
  example: {
    wrong: `- source_labels: [__meta_kubernetes_namespace]
  target_label: namespace
`,
    right: `- source_labels: [__meta_kubernetes_namespace]
  target_label: namespace
- target_label: cluster
  replacement: alpha
`,
  },
  find: ({ rules, kept }) => {
    const isKubernetes = rules.some(
      ({ complete }) =>
        complete.regex.startsWith("__meta_kubernetes_") ||
        complete.source_labels.some((label) => label.startsWith("__meta_kubernetes_")),
    );
    const missing = isKubernetes ? kept.filter(({ publicLabels }) => publicLabels.cluster === undefined).length : 0;
    if (missing === 0) return [];
    const parameters = { missing, kept: kept.length };
    return [{ ...problem("finding/missing-cluster", { severity: "warning", parameters }), fixes: [] }];
  },
};
