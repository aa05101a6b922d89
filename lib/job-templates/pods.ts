import { z } from "zod";
import { annotatedPodRules, DROP_IDLE_PODS, POD_INSTANCE_RULES } from "./annotated-pod-target";
import { apiServerJob } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobTiming } from "./job-parameters";
import type { JobTemplate } from "./job-template";

const ANNOTATIONS = "__meta_kubernetes_pod_annotation_prometheus_io_";

const parameters = z.strictObject({ ...commonParameters("pods"), labels: copiedLabelsSchema }).check(checkTiming);

/**
 * Every pod annotated prometheus.io/scrape=true. Discovery gives one target per container port; with a port annotation
 * they all become equal and Prometheus keeps one, which is why no label names the container.
 */
export const pods: JobTemplate<typeof parameters> = {
  id: "pods",
  parameters,
  build: ({ cluster, server, parameters }) => [
    apiServerJob({
      cluster,
      server,
      name: parameters.name,
      timing: jobTiming(parameters),
      role: "pod",
      rules: [
        { source_labels: [`${ANNOTATIONS}scrape`], regex: "true", action: "keep" },
        DROP_IDLE_PODS,
        { source_labels: ["__meta_kubernetes_pod_container_init"], regex: "true", action: "drop" },
        ...annotatedPodRules(cluster, {
          annotations: ANNOTATIONS,
          port: { label: "__meta_kubernetes_pod_container_port_number", regex: "(\\d+)" },
          protocol: "__meta_kubernetes_pod_container_port_protocol",
        }),
        ...copyLabelRules(parameters.labels, "__meta_kubernetes_pod_label_"),
        { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
        { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
        { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "node" },
        ...POD_INSTANCE_RULES,
      ],
    }),
  ],
};
