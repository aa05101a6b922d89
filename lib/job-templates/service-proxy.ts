import type { RelabelConfig } from "@/lib/relabel/relabel-config";

/** `instance`, `namespace` and `service` of a target that is a service as a whole. */
export const SERVICE_LABEL_RULES: readonly RelabelConfig[] = [
  { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
  { source_labels: ["__meta_kubernetes_service_name"], target_label: "service" },
  {
    source_labels: ["__meta_kubernetes_service_name", "__meta_kubernetes_namespace", "__tmp_port"],
    regex: "(.+);(.+);(.+)",
    target_label: "instance",
    replacement: "$1.$2.svc:$3",
  },
];
