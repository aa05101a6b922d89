import type { RuleListKind } from "./common-rules";

const ROLE_LABELS = {
  node: ["name", "provider_id"],
  service: ["name", "namespace", "cluster_ip", "external_name", "port_name", "port_number", "port_protocol", "type"],
  pod: [
    "name",
    "ip",
    "ready",
    "phase",
    "node_name",
    "host_ip",
    "uid",
    "controller_kind",
    "controller_name",
    "container_name",
    "container_id",
    "container_image",
    "container_init",
    "container_port_name",
    "container_port_number",
    "container_port_protocol",
  ],
  endpoints: ["name"],
  endpoint: ["hostname", "node_name", "ready", "port_name", "port_protocol", "address_target_kind", "address_target_name"],
  endpointslice: ["name", "address_type", "port", "port_name", "port_protocol", "endpoint_conditions_ready", "endpoint_hostname"],
  ingress: ["name", "scheme", "host", "path", "class_name"],
} as const;

const ANNOTATIONS = ["scrape", "port", "path", "scheme"].map((what) => `annotation_prometheus_io_${what}`);
const KUBERNETES_LABELS = ["name", "instance", "component", "part_of"].map((what) => `label_app_kubernetes_io_${what}`);

/** What Prometheus itself reads from a target, and labels that every target has. */
export const TARGET_LABELS = [
  "__address__",
  "__scheme__",
  "__metrics_path__",
  "__scrape_interval__",
  "__scrape_timeout__",
  "job",
  "instance",
];

/** Labels that rules usually set. */
export const USUAL_TARGETS = [
  "namespace",
  "pod",
  "container",
  "node",
  "service",
  "cluster",
  "app",
  "__tmp_hash",
  "__param_target",
];

/** Labels that discovery is known to give, for as long as no targets are loaded. */
export const WELL_KNOWN_LABELS: Record<RuleListKind, readonly string[]> = {
  relabel: [
    ...TARGET_LABELS,
    "__meta_kubernetes_namespace",
    ...Object.entries(ROLE_LABELS).flatMap(([role, names]) => names.map((name) => `__meta_kubernetes_${role}_${name}`)),
    ...["pod", "service"].flatMap((role) =>
      [...ANNOTATIONS, ...KUBERNETES_LABELS].map((name) => `__meta_kubernetes_${role}_${name}`),
    ),
    "__meta_kubernetes_node_label_kubernetes_io_hostname",
    "__meta_kubernetes_node_label_topology_kubernetes_io_zone",
    "__meta_kubernetes_node_address_InternalIP",
  ],
  metric: ["__name__", "job", "instance", "le", "quantile", "namespace", "pod", "container", "node", "service", "cluster"],
};
