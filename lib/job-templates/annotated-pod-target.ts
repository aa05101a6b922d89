import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { proxyPathRules } from "./api-server-proxy";
import type { ClusterSource } from "./job-template";

/** Where the annotations and the port of one pod target are. */
export type PodTargetLabels = {
  /** `__meta_kubernetes_pod_annotation_prometheus_io_` or that of the service. */
  readonly annotations: string;
  /** Label that holds the target's own port, and the regex that captures it. */
  readonly port: { readonly label: string; readonly regex: string };
  readonly protocol: string;
};

/**
 * Reads scheme, port, path and query from the annotations and makes the path through the pods proxy of them.
 * The pods proxy, not the services proxy: that one asks a random pod each time.
 */
export function annotatedPodRules(cluster: ClusterSource, { annotations, port, protocol }: PodTargetLabels): RelabelConfig[] {
  return [
    { target_label: "__tmp_scheme", replacement: "http" },
    { source_labels: [`${annotations}scheme`], regex: "(https?)", target_label: "__tmp_scheme" },
    // Digits only: a port name in a proxy path makes the API server panic.
    { source_labels: [`${annotations}port`], regex: "(\\d{1,5})", target_label: "__tmp_port" },
    { source_labels: ["__tmp_port", protocol], regex: ";(?:UDP|SCTP)", action: "drop" },
    { source_labels: ["__tmp_port", port.label], regex: `;${port.regex}`, target_label: "__tmp_port" },
    ...annotatedPathRules(annotations),
    ...proxyPathRules(cluster, {
      from: ["__meta_kubernetes_namespace", "__tmp_scheme", "__meta_kubernetes_pod_name", "__tmp_port", "__tmp_path"],
      regex: "([^/;]+);(https?);([^/;]+);(\\d+);(/.*)",
      path: "/api/v1/namespaces/$1/pods/$2:$3:$4/proxy$5",
    }),
  ];
}

/** Path and query parameters of a scrape, from annotations; the path is left in `__tmp_path`. */
export function annotatedPathRules(annotations: string): RelabelConfig[] {
  const pair = "([a-zA-Z_]\\w*)=([^&]*)(?:&.*)?";
  const queryRule = (before: string): RelabelConfig => ({
    source_labels: [`${annotations}path`],
    regex: `[^?]*\\?${before}${pair}`,
    target_label: "__param_$1",
    replacement: "$2",
  });
  return [
    { target_label: "__tmp_path", replacement: "/metrics" },
    { source_labels: [`${annotations}path`], regex: "/?([^?]+)(?:\\?.*)?", target_label: "__tmp_path", replacement: "/$1" },
    // Dot segments could climb out of the proxy path.
    { source_labels: ["__tmp_path"], regex: "(?:.*/)?\\.\\.(?:/.*)?", action: "drop" },
    { regex: `${annotations}param_([a-zA-Z_]\\w*)`, replacement: "__param_$1", action: "labelmap" },
    // A question mark inside a path would be encoded: each pair has to become a parameter, here the first three.
    queryRule(""),
    queryRule("[^&]*&"),
    queryRule("[^&]*&[^&]*&"),
  ];
}

/** `instance` = pod IP and port, in brackets for IPv6: the same for both families of a dual-stack pod. */
export const POD_INSTANCE_RULES: readonly RelabelConfig[] = [
  { source_labels: ["__meta_kubernetes_pod_ip", "__tmp_port"], separator: ":", target_label: "instance" },
  {
    source_labels: ["__meta_kubernetes_pod_ip", "__tmp_port"],
    separator: ";",
    regex: "(.*:.*);(\\d+)",
    target_label: "instance",
    replacement: "[$1]:$2",
  },
];

/** Pods that serve nothing yet or any more stay targets in discovery. */
export const DROP_IDLE_PODS: RelabelConfig = {
  source_labels: ["__meta_kubernetes_pod_phase"],
  regex: "Pending|Succeeded|Failed",
  action: "drop",
};
