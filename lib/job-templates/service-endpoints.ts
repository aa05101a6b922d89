import { z } from "zod";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { annotatedPodRules, DROP_IDLE_PODS, POD_INSTANCE_RULES } from "./annotated-pod-target";
import { apiServerJob } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobNameSchema, jobTiming } from "./job-parameters";
import type { ClusterSource, JobTemplate, ServerSource } from "./job-template";

const ANNOTATIONS = "__meta_kubernetes_service_annotation_prometheus_io_";

/** Annotated, or kube-state-metrics by its service's name or label. */
const HONORS_LABELS = {
  source_labels: [
    `${ANNOTATIONS}honor_labels`,
    "__meta_kubernetes_service_name",
    "__meta_kubernetes_service_label_app_kubernetes_io_name",
  ],
  regex: "true;.*|[^;]*;(?:.+-)?kube-state-metrics;.*|.*;kube-state-metrics",
} as const;

const parameters = z
  .strictObject({
    ...commonParameters("service-endpoints"),
    /** Name of the second scrape config, the one with honor_labels. */
    honor_labels_name: jobNameSchema.default("kube-state-metrics"),
    /** EndpointSlices, or the Endpoints that Kubernetes deprecates since 1.33 and cuts at 1,000 addresses. */
    discovery: z.enum(["endpointslice", "endpoints"]).default("endpointslice"),
    labels: copiedLabelsSchema,
  })
  .check(checkTiming);

type Context = { cluster: ClusterSource; server: ServerSource; parameters: z.output<typeof parameters> };

/**
 * Every service annotated prometheus.io/scrape=true, each endpoint scraped through the pods proxy. Two scrape configs:
 * kube-state-metrics speaks about other objects, so its own labels must win and it gets no `namespace`, `pod` or `node`.
 */
export const serviceEndpoints: JobTemplate<typeof parameters> = {
  id: "service-endpoints",
  parameters,
  build: (context) => [ordinaryJob(context), honorLabelsJob(context)],
};

function ordinaryJob({ cluster, server, parameters }: Context): ScrapeConfig {
  return apiServerJob({
    cluster,
    server,
    name: parameters.name,
    timing: jobTiming(parameters),
    role: parameters.discovery,
    rules: [
      ...chosenEndpoints(parameters.discovery),
      { ...HONORS_LABELS, action: "drop" },
      ...pathRules(cluster, parameters.discovery),
      ...copyLabelRules(parameters.labels, "__meta_kubernetes_service_label_"),
      { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
      { source_labels: ["__meta_kubernetes_service_name"], target_label: "service" },
      { source_labels: ["__meta_kubernetes_pod_name"], target_label: "pod" },
      { source_labels: ["__meta_kubernetes_pod_node_name"], target_label: "node" },
      ...POD_INSTANCE_RULES,
    ],
  });
}

function honorLabelsJob({ cluster, server, parameters }: Context): ScrapeConfig {
  return apiServerJob({
    cluster,
    server,
    name: parameters.honor_labels_name,
    timing: jobTiming(parameters),
    role: parameters.discovery,
    honorLabels: true,
    rules: [
      ...chosenEndpoints(parameters.discovery),
      { ...HONORS_LABELS, action: "keep" },
      ...pathRules(cluster, parameters.discovery),
      ...POD_INSTANCE_RULES,
    ],
  });
}

function chosenEndpoints(discovery: "endpointslice" | "endpoints"): RelabelConfig[] {
  return [
    { source_labels: [`${ANNOTATIONS}scrape`], regex: "true", action: "keep" },
    // Addresses without a pod cannot be reached through the API server. Discovery also adds ports of the pod that are
    // no endpoints, those of init containers among them, and gives them no target kind.
    { source_labels: [`${metaPrefix(discovery)}address_target_kind`], regex: "Pod", action: "keep" },
    DROP_IDLE_PODS,
  ];
}

function pathRules(cluster: ClusterSource, discovery: "endpointslice" | "endpoints"): RelabelConfig[] {
  return annotatedPodRules(cluster, {
    annotations: ANNOTATIONS,
    port: { label: "__address__", regex: ".*:(\\d+)" },
    protocol: `${metaPrefix(discovery)}port_protocol`,
  });
}

function metaPrefix(discovery: "endpointslice" | "endpoints"): string {
  return discovery === "endpointslice" ? "__meta_kubernetes_endpointslice_" : "__meta_kubernetes_endpoint_";
}
