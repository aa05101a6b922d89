import { z } from "zod";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { apiServerJob, proxyPathRules } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobTiming } from "./job-parameters";
import type { ClusterSource, ServerSource } from "./job-template";

export function nodeParameters(id: "nodes" | "cadvisor") {
  return z.strictObject({ ...commonParameters(id), labels: copiedLabelsSchema }).check(checkTiming);
}

type NodeJob = {
  readonly cluster: ClusterSource;
  readonly server: ServerSource;
  readonly parameters: z.output<ReturnType<typeof nodeParameters>>;
  /** Path on the kubelet. */
  readonly path: string;
};

/** One target per node, through the nodes proxy: `instance` and `node` are the node's name. */
export function nodeProxyJob({ cluster, server, parameters, path }: NodeJob): ScrapeConfig {
  const node = ["__meta_kubernetes_node_name"];
  return apiServerJob({
    cluster,
    server,
    name: parameters.name,
    timing: jobTiming(parameters),
    role: "node",
    rules: [
      ...proxyPathRules(cluster, { from: node, regex: "([^/]+)", path: `/api/v1/nodes/$1/proxy${path}` }),
      ...copyLabelRules(parameters.labels, "__meta_kubernetes_node_label_"),
      { source_labels: node, target_label: "node" },
      { source_labels: node, target_label: "instance" },
    ],
  });
}
