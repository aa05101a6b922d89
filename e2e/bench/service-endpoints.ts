import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import { parseLabels } from "@/lib/relabel/parse-labels";

export type Labels = Record<string, string>;

const TEAMS = ["checkout", "search", "billing", "platform", "data", "identity", "mobile", "edge"];
const APPS = ["web", "api", "worker", "cache", "ingest", "gateway", "scheduler", "exporter", "mailer", "report"];
const CONTROLLERS = ["ReplicaSet", "StatefulSet", "DaemonSet"];
const SERVICES = 4_000;
const NODES = 600;

/**
 * Targets as the discovery of service endpoints finds them in a large fleet, some 35 labels each and always the same ones:
 * the labels of the article's target, with names, addresses and identifiers of pods, nodes and services that differ, and
 * annotations and labels that some services have and others not. Nine of ten services want to be scraped.
 *
 * @returns labels as discovery delivers them, before the defaults of a job
 */
export function makeServiceEndpoints(count: number): Labels[] {
  const article = parseLabels(ARTICLE_EXAMPLE.labelsText);
  if (!article.ok) throw new Error("the article's labels cannot be read");
  const { __metrics_path__: _path, __scheme__: _scheme, job: _job, ...discovered } = article.value;
  return Array.from({ length: count }, (_, i) => makeTarget(discovered as Labels, i));
}

function makeTarget(article: Labels, index: number): Labels {
  // A multiplier without a factor in common mixes the services, as the order of a real discovery does.
  const service = (index * 2_654_435_761) % SERVICES;
  const app = `${pick(APPS, service)}-${service}`;
  const node = `worker-${(index * 7) % NODES}.fleet.example`;
  const hostIp = `10.${100 + (index % 100)}.${index % 7}.${index % 251}`;
  const ip = `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  const pod = `${app}-${hex(service, 9)}-${hex(index, 5)}`;
  const port = String(8_000 + (service % 50) * 20);
  const meta: Labels = {
    ...article,
    __address__: `${ip}:${port}`,
    __meta_kubernetes_endpoint_address_target_name: pod,
    __meta_kubernetes_endpoints_name: app,
    __meta_kubernetes_namespace: `${pick(TEAMS, service)}-${service % 25}`,
    __meta_kubernetes_pod_container_name: pick(APPS, service),
    __meta_kubernetes_pod_container_port_number: port,
    __meta_kubernetes_pod_controller_kind: pick(CONTROLLERS, service),
    __meta_kubernetes_pod_controller_name: `${app}-${hex(service, 9)}`,
    __meta_kubernetes_pod_host_ip: hostIp,
    __meta_kubernetes_pod_ip: ip,
    __meta_kubernetes_pod_label_app: app,
    __meta_kubernetes_pod_label_component: pick(APPS, service),
    __meta_kubernetes_pod_label_controller_revision_hash: hex(service, 10),
    __meta_kubernetes_pod_name: pod,
    __meta_kubernetes_pod_node_name: node,
    __meta_kubernetes_pod_uid: `${hex(index, 8)}-eae3-11e8-b0a6-${hex(index, 12)}`,
    __meta_kubernetes_service_annotation_prometheus_io_scrape: service % 10 === 0 ? "false" : "true",
    __meta_kubernetes_service_label_app: app,
    __meta_kubernetes_service_label_component: pick(APPS, service),
    __meta_kubernetes_service_label_release: `${pick(TEAMS, service)}-${service % 5}`,
    __meta_kubernetes_service_name: app,
  };
  return { ...meta, ...makeExtras(service, port) };
}

/** What only some services have. */
function makeExtras(service: number, port: string): Labels {
  const extras: Labels = {};
  if (service % 2 === 0) extras.__meta_kubernetes_service_annotation_prometheus_io_port = String(Number(port) + 1);
  if (service % 5 === 0) extras.__meta_kubernetes_service_annotation_prometheus_io_path = `/${pick(APPS, service)}/metrics`;
  if (service % 7 === 0) extras.__meta_kubernetes_service_annotation_prometheus_io_scheme = "https";
  if (service % 3 === 0) extras.__meta_kubernetes_service_label_team = pick(TEAMS, service);
  if (service % 4 === 0) extras.__meta_kubernetes_pod_label_topology_kubernetes_io_zone = `zone-${service % 3}`;
  if (service % 11 === 0) extras.__meta_kubernetes_service_label_tier = "backend";
  if (service % 6 === 0) extras.__meta_kubernetes_pod_annotation_checksum_config = hex(service, 64);
  return extras;
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? "";
}

function hex(seed: number, length: number): string {
  return ((seed + 1) * 2_654_435_761).toString(16).padStart(length, "0").slice(-length);
}
