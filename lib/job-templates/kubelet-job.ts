import { z } from "zod";
import type { ScrapeConfig, TlsConfig } from "@/lib/prometheus/scrape-config";
import { isAtLeast } from "@/lib/prometheus/versions";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { clusterLabels } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobTiming } from "./job-parameters";
import type { ClusterSource, ServerSource } from "./job-template";
import { discoverRole, requestCredentials } from "./kubernetes-discovery";
import { literalReplacement } from "./relabel-literal";

export function kubeletParameters(id: "nodes-direct" | "cadvisor-direct") {
  return z
    .strictObject({
      ...commonParameters(id),
      /** Kubelets sign their own certificate unless the cluster was told to sign them; then only skipping works. */
      certificate: z.enum(["cluster-ca", "skip"]).default("cluster-ca"),
      labels: copiedLabelsSchema,
    })
    .check(checkTiming);
}

type KubeletJob = {
  readonly cluster: ClusterSource;
  readonly server: ServerSource;
  readonly parameters: z.output<ReturnType<typeof kubeletParameters>>;
  /** Path on the kubelet. */
  readonly path: string;
};

/**
 * One target per node, asked at the node's own address: the account needs `nodes/metrics` and no proxy, and Prometheus
 * has to reach the nodes. The credential goes to the kubelets, at their port and at no other.
 */
export function kubeletJob({ cluster, server, parameters, path }: KubeletJob): ScrapeConfig {
  const node = ["__meta_kubernetes_node_name"];
  return {
    job_name: `${cluster.name}/${parameters.name}`,
    ...jobTiming(parameters),
    ...(isAtLeast(server.prometheusVersion, 3, 0) ? { fallback_scrape_protocol: "PrometheusText0.0.4" } : {}),
    metrics_path: path,
    scheme: "https",
    ...requestCredentials(cluster),
    tls_config: kubeletTls(cluster, parameters.certificate),
    kubernetes_sd_configs: [discoverRole(cluster, "node")],
    relabel_configs: [
      // A node without an internal address keeps no other that discovery may have chosen.
      { source_labels: [INTERNAL_IP], regex: "[0-9a-fA-F.:]+", action: "keep" },
      ...copyLabelRules(parameters.labels, "__meta_kubernetes_node_label_"),
      { source_labels: node, target_label: "node" },
      { source_labels: node, target_label: "instance" },
      ...PIN_TO_KUBELET,
      ...clusterLabels(cluster),
      { target_label: "job", replacement: literalReplacement(parameters.name) },
    ],
  };
}

const INTERNAL_IP = "__meta_kubernetes_node_address_InternalIP";

/** The node's own address, never that of an annotation or a label. */
const PIN_TO_KUBELET: readonly RelabelConfig[] = [
  { source_labels: [INTERNAL_IP], regex: "([0-9.]+)", target_label: "__address__", replacement: "$1:10250" },
  { source_labels: [INTERNAL_IP], regex: "([0-9a-fA-F.]*:.*)", target_label: "__address__", replacement: "[$1]:10250" },
  { target_label: "__scheme__", replacement: "https" },
];

/** The API server's name says nothing of a node. */
function kubeletTls({ caFile }: ClusterSource, certificate: "cluster-ca" | "skip"): TlsConfig {
  return certificate === "skip" || caFile === null ? { insecure_skip_verify: true } : { ca_file: caFile };
}
