import { z } from "zod";
import { annotatedPathRules } from "./annotated-pod-target";
import { apiServerJob, proxyPathRules } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobTiming } from "./job-parameters";
import type { JobTemplate } from "./job-template";
import { SERVICE_LABEL_RULES } from "./service-proxy";

const ANNOTATIONS = "__meta_kubernetes_service_annotation_prometheus_io_";

const parameters = z.strictObject({ ...commonParameters("pushgateway"), labels: copiedLabelsSchema }).check(checkTiming);

/**
 * Services annotated prometheus.io/probe=pushgateway. Through the services proxy: a Pushgateway has one replica, and
 * what was pushed keeps its own `job` and `instance`.
 */
export const pushgateway: JobTemplate<typeof parameters> = {
  id: "pushgateway",
  parameters,
  build: ({ cluster, server, parameters }) => [
    apiServerJob({
      cluster,
      server,
      name: parameters.name,
      timing: jobTiming(parameters),
      role: "service",
      honorLabels: true,
      rules: [
        { source_labels: [`${ANNOTATIONS}probe`], regex: "pushgateway", action: "keep" },
        { target_label: "__tmp_scheme", replacement: "http" },
        { source_labels: [`${ANNOTATIONS}scheme`], regex: "(https?)", target_label: "__tmp_scheme" },
        { source_labels: [`${ANNOTATIONS}port`], regex: "(\\d{1,5})", target_label: "__tmp_port" },
        { source_labels: ["__tmp_port", "__meta_kubernetes_service_port_protocol"], regex: ";(?:UDP|SCTP)", action: "drop" },
        { source_labels: ["__tmp_port", "__address__"], regex: ";.*:(\\d+)", target_label: "__tmp_port" },
        ...annotatedPathRules(ANNOTATIONS),
        ...proxyPathRules(cluster, {
          from: ["__meta_kubernetes_namespace", "__tmp_scheme", "__meta_kubernetes_service_name", "__tmp_port", "__tmp_path"],
          regex: "([^/;]+);(https?);([^/;]+);(\\d+);(/.*)",
          path: "/api/v1/namespaces/$1/services/$2:$3:$4/proxy$5",
        }),
        ...copyLabelRules(parameters.labels, "__meta_kubernetes_service_label_"),
        ...SERVICE_LABEL_RULES,
      ],
    }),
  ],
};
