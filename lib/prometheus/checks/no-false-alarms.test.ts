import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { parseYaml } from "@/lib/prometheus/yaml";
import { valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { ARTICLE_EXAMPLE } from "@/lib/relabel/article-example";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { checkRules } from "./check-rules";

const V3 = { major: 3, minor: 5, patch: 3 };
const TEMPLATES = join(import.meta.dirname, "../../job-templates");

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.tag === "int" ? Number(node.text) : node.text;
  if (node.kind === "sequence") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function jobsOf(file: string): ScrapeConfig[] {
  const document = parseYaml(readFileSync(join(TEMPLATES, file), "utf8"));
  const jobs = document.ok ? valueUnder(document.value.root, "scrape_configs") : null;
  return jobs === null ? [] : (plain(jobs) as ScrapeConfig[]);
}

const jobs = readdirSync(TEMPLATES)
  .filter((name) => name.endsWith(".golden.yml"))
  .flatMap(jobsOf);

test("there are jobs of all nine templates", () => expect(jobs.length).toBeGreaterThanOrEqual(9));

describe("the jobs of our own templates have no findings", () => {
  test.each(jobs.map((job) => [job.job_name, job] as const))("%s", (_name, job) => {
    expect(checkRules(job.relabel_configs as RelabelRule[], { version: V3, scrapeConfig: job })).toEqual([]);
    expect(checkRules((job.metric_relabel_configs ?? []) as RelabelRule[], { version: V3, kind: "metric" })).toEqual([]);
  });
});

const namesOf = (text: string, metrics_path = "/metrics") => {
  const rules = readRelabelConfigs(text, V3);
  if (!rules.ok) throw new Error(rules.problems[0].code);
  return checkRules(rules.value, { version: V3, scrapeConfig: { metrics_path } }).map(({ code }) => code.replace("finding/", ""));
};

test("the article's example has no findings in its text", () => expect(namesOf(ARTICLE_EXAMPLE.rulesText)).toEqual([]));

const METRICS_AT_SERVICES = `
- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scrape], action: keep, regex: true }
- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scrape_slow], action: drop, regex: true }
- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scheme], action: replace, target_label: __scheme__, regex: (https?) }
- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_path], action: replace, target_label: __metrics_path__, regex: (.+) }
- { source_labels: [__address__, __meta_kubernetes_service_annotation_prometheus_io_port], action: replace, target_label: __address__, regex: '(.+?)(?::\\d+)?;(\\d+)', replacement: '$1:$2' }
- { action: labelmap, regex: __meta_kubernetes_service_annotation_prometheus_io_param_(.+), replacement: __param_$1 }
- { action: labelmap, regex: __meta_kubernetes_service_label_(.+) }
- { source_labels: [__meta_kubernetes_namespace], action: replace, target_label: namespace }
- { source_labels: [__meta_kubernetes_pod_node_name], action: replace, target_label: node }`;

const PODS_OF_BOTH_FAMILIES = `
- { source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], action: keep, regex: true }
- { source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __meta_kubernetes_pod_ip], regex: '(\\d+);(([A-Fa-f0-9]{1,4}::?){1,7}[A-Fa-f0-9]{1,4})', replacement: '[$2]:$1', target_label: __address__ }
- { source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_port, __meta_kubernetes_pod_ip], regex: '(\\d+);((([0-9]+?)(\\.|$)){4})', replacement: '$2:$1', target_label: __address__ }
- { action: labelmap, regex: __meta_kubernetes_pod_label_(.+) }
- { source_labels: [__meta_kubernetes_pod_phase], regex: Pending|Succeeded|Failed|Completed, action: drop }`;

const NODES_THROUGH_THE_API_SERVER = `
- { action: labelmap, regex: __meta_kubernetes_node_label_(.+) }
- { target_label: __address__, replacement: 'kubernetes.default.svc:443' }
- { source_labels: [__meta_kubernetes_node_name], regex: (.+), target_label: __metrics_path__, replacement: /api/v1/nodes/$1/proxy/metrics/cadvisor }`;

const PROBED_SERVICES = `
- { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_probe], action: keep, regex: true }
- { source_labels: [__address__], target_label: __param_target }
- { target_label: __address__, replacement: blackbox }
- { source_labels: [__param_target], target_label: instance }
- { action: labelmap, regex: __meta_kubernetes_service_label_(.+) }`;

const MADE_BY_AN_OPERATOR = `
- { source_labels: [__meta_kubernetes_service_label_app, __meta_kubernetes_service_labelpresent_app], regex: (node-exporter);true, action: keep }
- { source_labels: [__meta_kubernetes_endpointslice_port_name], regex: https, action: keep }
- { source_labels: [__meta_kubernetes_endpointslice_address_target_kind, __meta_kubernetes_endpointslice_address_target_name], separator: ;, regex: Node;(.*), replacement: '\${1}', target_label: node }
- { source_labels: [__meta_kubernetes_endpointslice_address_target_kind, __meta_kubernetes_endpointslice_address_target_name], separator: ;, regex: Pod;(.*), replacement: '\${1}', target_label: pod }
- { source_labels: [__meta_kubernetes_pod_phase], regex: (Failed|Succeeded), action: drop }
- { source_labels: [__meta_kubernetes_service_name], target_label: job, replacement: '\${1}' }
- { target_label: endpoint, replacement: https }
- { source_labels: [__address__, __tmp_hash], target_label: __tmp_hash, regex: (.+);, replacement: $1, action: replace }
- { source_labels: [__tmp_hash], target_label: __tmp_hash, modulus: 1, action: hashmod }
- { source_labels: [__tmp_hash, __tmp_disable_sharding], regex: 0;|.+;.+, action: keep }`;

test.each([
  ["annotated services", METRICS_AT_SERVICES],
  ["annotated pods with addresses of both families", PODS_OF_BOTH_FAMILIES],
  ["nodes through the API server", NODES_THROUGH_THE_API_SERVER],
  ["probed services", PROBED_SERVICES],
  ["rules as an operator writes them", MADE_BY_AN_OPERATOR],
  [
    "API servers by their endpoints",
    "- { source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_service_name, __meta_kubernetes_endpoint_port_name], action: keep, regex: default;kubernetes;https }",
  ],
  [
    "ports found in the address",
    "- { source_labels: [__address__], regex: '(.*):10250', replacement: '$1:2379', target_label: __address__ }",
  ],
])("rules that many people use have no findings: %s", (_what, text) => expect(namesOf(text)).toEqual([]));

// What the article's config does without any complaint of Prometheus.
test.each([
  [
    "every API server becomes one URL",
    "- { source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_service_name, __meta_kubernetes_endpoint_port_name], action: keep, regex: default;kubernetes;https }\n- { target_label: __address__, replacement: '10.0.0.1:6443' }",
    ["address-without-path"],
  ],
  [
    "a pod without a port resolves to the API server's own metrics",
    "- { source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], action: keep, regex: true }\n- { target_label: __address__, replacement: '10.0.0.1:6443' }\n- { source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_pod_name, __meta_kubernetes_pod_container_port_number], regex: (.+);(.+);(.+), target_label: __metrics_path__, replacement: '/api/v1/namespaces/$1/pods/http:$2:$3/proxy/metrics' }",
    ["path-only-sometimes"],
  ],
])("a fault that Prometheus does not complain about: %s", (_what, text, names) => expect(namesOf(text)).toEqual(names));
