import { z } from "zod";
import { apiServerJob } from "./api-server-proxy";
import { copiedLabelsSchema, copyLabelRules } from "./copied-labels";
import { checkTiming, commonParameters, jobTiming, objectNameSchema, portSchema, schemeSchema } from "./job-parameters";
import type { JobTemplate } from "./job-template";

const ANNOTATIONS = "__meta_kubernetes_service_annotation_prometheus_io_";

const parameters = z
  .strictObject({
    ...commonParameters("services-probe"),
    /** Where the blackbox exporter is. */
    namespace: objectNameSchema.default("monitoring"),
    service: objectNameSchema.default("blackbox-exporter"),
    port: portSchema.default(9115),
    scheme: schemeSchema.default("http"),
    /** Module of the blackbox exporter's own configuration. */
    module: z
      .string()
      .regex(/^[\w.-]{1,100}$/, { error: "template/module" })
      .default("http_2xx"),
    labels: copiedLabelsSchema,
  })
  .check(checkTiming);

/**
 * Services annotated prometheus.io/probe=true, asked by a blackbox exporter inside the cluster.
 * scheme, port and path annotations say what to ask, except on a service that is scraped too: there they describe the
 * scrape, and the port is the pod's.
 */
export const servicesProbe: JobTemplate<typeof parameters> = {
  id: "services-probe",
  parameters,
  build: ({ cluster, server, parameters }) => {
    const { namespace, service, port, scheme, module } = parameters;
    return [
      apiServerJob({
        cluster,
        server,
        name: parameters.name,
        timing: jobTiming(parameters),
        role: "service",
        metricsPath: `/api/v1/namespaces/${namespace}/services/${scheme}:${service}:${port}/proxy/probe`,
        params: { module: [module] },
        rules: [
          { source_labels: [`${ANNOTATIONS}probe`], regex: "true", action: "keep" },
          ...PROBED_URL_RULES,
          ...copyLabelRules(parameters.labels, "__meta_kubernetes_service_label_"),
          { source_labels: ["__meta_kubernetes_namespace"], target_label: "namespace" },
          { source_labels: ["__meta_kubernetes_service_name"], target_label: "service" },
          { source_labels: ["__param_target"], target_label: "instance" },
        ],
      }),
    ];
  },
};

const PROBED_URL_RULES = [
  { target_label: "__tmp_scheme", replacement: "http" },
  {
    source_labels: ["__meta_kubernetes_service_port_name", "__address__"],
    regex: "https(?:-.*)?;.*|.*:443",
    target_label: "__tmp_scheme",
    replacement: "https",
  },
  { target_label: "__tmp_path", replacement: "/" },
  { source_labels: [`${ANNOTATIONS}scrape`, `${ANNOTATIONS}scheme`], regex: "(?:|false);(https?)", target_label: "__tmp_scheme" },
  { source_labels: [`${ANNOTATIONS}scrape`, `${ANNOTATIONS}port`], regex: "(?:|false);(\\d{1,5})", target_label: "__tmp_port" },
  {
    source_labels: [`${ANNOTATIONS}scrape`, `${ANNOTATIONS}path`],
    regex: "(?:|false);/?(.+)",
    target_label: "__tmp_path",
    replacement: "/$1",
  },
  { source_labels: ["__tmp_port", "__meta_kubernetes_service_port_protocol"], regex: ";(?:UDP|SCTP)", action: "drop" },
  { source_labels: ["__tmp_port", "__address__"], regex: ";.*:(\\d+)", target_label: "__tmp_port" },
  {
    source_labels: ["__tmp_scheme", "__meta_kubernetes_service_name", "__meta_kubernetes_namespace", "__tmp_port", "__tmp_path"],
    regex: "(https?);([^;]+);([^;]+);(\\d+);(/.*)",
    target_label: "__param_target",
    replacement: "$1://$2.$3.svc:$4$5",
  },
  // A service without ports makes no URL.
  { source_labels: ["__param_target"], regex: ".+", action: "keep" },
] as const;
