import type { RelabelConfig } from "@/lib/relabel/relabel-config";

/** Which list of rules: of targets or of samples. */
export type RuleListKind = "relabel" | "metric";

/** Names of rules that many lists have; their titles are in the catalogues under `ruleEditor.commonRules.<id>`. */
export const COMMON_RULE_IDS = {
  relabel: ["keepByAnnotation", "copyLabel", "mapLabels", "setConstant", "dropByRegex", "shard"],
  metric: ["dropMetrics", "keepMetrics", "dropLabel", "copyLabel", "setConstant"],
} as const satisfies Record<RuleListKind, readonly string[]>;

export type CommonRuleId = (typeof COMMON_RULE_IDS)[RuleListKind][number];

/** The rules themselves; every one is complete, so that it can be tried before it is changed. */
export const COMMON_RULES: Record<CommonRuleId, readonly RelabelConfig[]> = {
  keepByAnnotation: [{ source_labels: ["__meta_kubernetes_pod_annotation_prometheus_io_scrape"], regex: "true", action: "keep" }],
  copyLabel: [{ source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" }],
  mapLabels: [{ regex: "__meta_kubernetes_pod_label_(.+)", action: "labelmap" }],
  setConstant: [{ target_label: "cluster", replacement: "my-cluster" }],
  dropByRegex: [{ source_labels: ["__meta_kubernetes_namespace"], regex: "kube-.*", action: "drop" }],
  shard: [
    { source_labels: ["__address__"], modulus: 4, target_label: "__tmp_hash", action: "hashmod" },
    { source_labels: ["__tmp_hash"], regex: "0", action: "keep" },
  ],
  dropMetrics: [{ source_labels: ["__name__"], regex: "go_.*", action: "drop" }],
  keepMetrics: [{ source_labels: ["__name__"], regex: "up|http_requests_total", action: "keep" }],
  dropLabel: [{ regex: "pod_template_hash", action: "labeldrop" }],
};
