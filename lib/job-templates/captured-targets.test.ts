import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { buildTarget, type KeptTarget, targetIdentity } from "@/lib/prometheus/target-pipeline";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { buildJobs } from "./index";
import type { ClusterSource } from "./job-template";
import type { JobTemplateId } from "./schema";

const CAPTURES = ["3.5.3-alpha", "3.5.3-beta", "2.53.3-alpha"] as const;
type Capture = (typeof CAPTURES)[number];

const cluster: ClusterSource = {
  name: "alpha",
  apiServer: "https://10.200.1.2:6443/edge",
  tlsServerName: null,
  caFile: "ca.crt",
  tokenFile: "token",
  labels: { tier: "gold" },
};

function versionOf(capture: Capture) {
  return parsePrometheusVersion(capture.split("-")[0] ?? "") ?? NEWEST_KNOWN_VERSION;
}

/** What discovery found for a role, without the labels that the capturing job added. */
function discovered(capture: Capture, role: string): LabelSet[] {
  const file = join(import.meta.dirname, "testdata", "discovered", capture, `${role}.json.gz`);
  const targets = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Record<string, string>[];
  const isOfJob = (name: string) => name === "job" || (name.startsWith("__") && !/^__(?:address__|meta_)/.test(name));
  return targets.map((labels) => toLabelSet(Object.entries(labels).filter(([name]) => !isOfJob(name))));
}

type Job = { config: ScrapeConfig; targets: KeptTarget[] };

/** Jobs of a template with the targets that Prometheus would hold: equal ones once. */
function run(template: JobTemplateId, capture: Capture, parameters = {}, extra: readonly LabelSet[] = []): Job[] {
  const version = versionOf(capture);
  const built = buildJobs({ ...cluster, jobs: [{ template, parameters }] }, { prometheusVersion: version, selfAddress: "x:1" });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value.map(({ config }) => ({ config, targets: targetsOf(config, capture, extra) }));
}

function targetsOf(config: ScrapeConfig, capture: Capture, extra: readonly LabelSet[]): KeptTarget[] {
  const version = versionOf(capture);
  const rules = compileRules(config.relabel_configs, version);
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const role = config.kubernetes_sd_configs?.[0]?.role ?? "";
  const labelSets = [...discovered(capture, role), ...extra];
  const kept = new Map<string, KeptTarget>();
  for (const labels of labelSets) {
    const outcome = buildTarget({ job: config, rules: rules.value, version }, labels);
    if (outcome === null) continue;
    if (outcome.kind === "error") throw new Error(outcome.message);
    kept.set(targetIdentity(outcome), outcome);
  }
  return [...kept.values()];
}

const CASES: [JobTemplateId, object][] = [
  ["apiservers", {}],
  ["nodes", { labels: "all" }],
  ["cadvisor", {}],
  ["service-endpoints", {}],
  ["service-endpoints", { discovery: "endpoints", labels: "all" }],
  ["pods", { labels: "all" }],
  ["services-probe", {}],
  ["pushgateway", {}],
  ["federation", { namespace: "shop", service: "web", port: 9090 }],
];

test.each(CAPTURES.flatMap((capture) => CASES.map(([template, parameters]) => [template, parameters, capture] as const)))(
  "%s %j on %s: identity of its own, and only the API server is asked",
  (template, parameters, capture) => {
    for (const { config, targets } of run(template, capture, parameters)) {
      const publicSets = targets.map(({ publicLabels }) => JSON.stringify(Object.entries(publicLabels).sort()));
      expect(new Set(publicSets).size).toBe(publicSets.length);
      for (const { publicLabels, scrapeUrl } of targets) {
        expect(publicLabels).toMatchObject({ cluster: "alpha", tier: "gold", job: config.job_name.split("/")[1] });
        expect(publicLabels.instance).toBeTruthy();
        expect(publicLabels.instance).not.toContain("10.200.1.2");
        const url = new URL(scrapeUrl);
        expect(url.origin).toBe("https://10.200.1.2:6443");
        const isProxyPath = /^\/edge\/api\/v1\/(?:nodes\/[^/]+|namespaces\/[^/]+\/(?:pods|services)\/https?:[^/]+:\d+)\/proxy\//;
        expect(template === "apiservers" ? "" : url.pathname).toMatch(template === "apiservers" ? /^$/ : isProxyPath);
      }
    }
  },
);

function pathsOf(job: Job | undefined): string[] {
  return (job?.targets ?? [])
    .map(({ scrapeUrl }) => decodeURIComponent(scrapeUrl.replace("https://10.200.1.2:6443/edge", "")))
    .sort();
}

test("three API server endpoints are one target", () => {
  const [job] = run("apiservers", "3.5.3-alpha");
  expect(job?.targets.map(({ scrapeUrl, publicLabels }) => [scrapeUrl, publicLabels.instance])).toEqual([
    ["https://10.200.1.2:6443/edge/metrics", "kubernetes.default.svc:443"],
  ]);
});

test.each(CAPTURES)("service endpoints of %s: each pod once, whatever discovery adds", (capture) => {
  const [ordinary, honouring] = run("service-endpoints", capture);
  expect(pathsOf(ordinary)).toMatchInlineSnapshot(`
    [
      "/api/v1/namespaces/kube-system/pods/http:coredns-7db6d8ff4d-bcd2f:9153/proxy/metrics",
      "/api/v1/namespaces/kube-system/pods/http:coredns-7db6d8ff4d-t9xkz:9153/proxy/metrics",
      "/api/v1/namespaces/monitoring/pods/http:node-exporter-9dm4q:9100/proxy/metrics",
      "/api/v1/namespaces/monitoring/pods/http:node-exporter-x7k2p:9100/proxy/metrics",
      "/api/v1/namespaces/monitoring/pods/http:node-exporter-zz8tw:9100/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:db-0:9187/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:db-1:9187/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-aaaaa:9090/proxy/internal/metrics?format=prometheus",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-bbbbb:9090/proxy/internal/metrics?format=prometheus",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-ccccc:9090/proxy/internal/metrics?format=prometheus",
      "/api/v1/namespaces/shop/pods/https:payments-847cbd9d6-9xq8z:8443/proxy/metrics",
      "/api/v1/namespaces/team-a-1/pods/http:dual:7070/proxy/metrics",
    ]
  `);
  expect(pathsOf(honouring)).toEqual([
    "/api/v1/namespaces/monitoring/pods/http:kube-state-metrics-6c8f7d9b5-q4v2n:8080/proxy/metrics",
  ]);
  expect(Object.keys(honouring?.targets[0]?.publicLabels ?? {}).sort()).toEqual(["cluster", "instance", "job", "tier"]);
});

test("endpoints and EndpointSlices give the same targets", () => {
  const slices = run("service-endpoints", "3.5.3-beta");
  const endpoints = run("service-endpoints", "3.5.3-beta", { discovery: "endpoints" });
  expect(endpoints.map(pathsOf)).toEqual(slices.map(pathsOf));
});

test("pods of beta: no finished pod, no pod without a port, one target per pod with a port annotation", () => {
  const [job] = run("pods", "3.5.3-beta");
  expect(pathsOf(job)).toMatchInlineSnapshot(`
    [
      "/api/v1/namespaces/edge/pods/http:bad-404:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-500:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-garbage:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-html:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-https-as-http:8443/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-json:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-needs-token:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-nocontenttype:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-octet:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-redirect:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-refused:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:bad-slow:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/http:on-dead-node:8000/proxy/metrics",
      "/api/v1/namespaces/edge/pods/https:bad-http-as-https:8000/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:db-0:9187/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:db-1:9187/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:noport:9999/proxy/metrics",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-aaaaa:9090/proxy/internal/metrics",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-bbbbb:9090/proxy/internal/metrics",
      "/api/v1/namespaces/shop/pods/http:web-5f6b9c8d7-ccccc:9090/proxy/internal/metrics",
      "/api/v1/namespaces/shop/pods/https:payments-847cbd9d6-9xq8z:8443/proxy/metrics",
      "/api/v1/namespaces/team-a-1/pods/http:dual:7070/proxy/metrics",
      "/api/v1/namespaces/team-a-1/pods/http:noslash:8000/proxy/actuator/prometheus",
      "/api/v1/namespaces/team-a-1/pods/http:openmetrics:7071/proxy/metrics",
      "/api/v1/namespaces/team-a-1/pods/http:query:8000/proxy/metrics?format=prometheus",
    ]
  `);
});

test("services are probed by their URL", () => {
  const [job] = run("services-probe", "3.5.3-alpha");
  expect(job?.targets.map(({ publicLabels, scrapeUrl }) => [publicLabels.instance, scrapeUrl])).toMatchInlineSnapshot(`
    [
      [
        "http://web.shop.svc:80/",
        "https://10.200.1.2:6443/edge/api/v1/namespaces/monitoring/services/http:blackbox-exporter:9115/proxy/probe?module=http_2xx&target=http%3A%2F%2Fweb.shop.svc%3A80%2F",
      ],
      [
        "http://web.shop.svc:9090/",
        "https://10.200.1.2:6443/edge/api/v1/namespaces/monitoring/services/http:blackbox-exporter:9115/proxy/probe?module=http_2xx&target=http%3A%2F%2Fweb.shop.svc%3A9090%2F",
      ],
    ]
  `);
});

function pod(annotations: Record<string, string>, changes: Record<string, string> = {}): LabelSet {
  const meta = Object.entries(annotations).map(([name, value]) => [
    `__meta_kubernetes_pod_annotation_prometheus_io_${name}`,
    value,
  ]);
  return toLabelSet({
    __address__: "10.9.9.9:8080",
    __meta_kubernetes_namespace: "evil",
    __meta_kubernetes_pod_name: "p",
    __meta_kubernetes_pod_ip: "10.9.9.9",
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_container_port_number: "8080",
    __meta_kubernetes_pod_container_port_protocol: "TCP",
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: "true",
    ...Object.fromEntries(meta),
    ...changes,
  });
}

function urlsOfPod(annotations: Record<string, string>, changes: Record<string, string> = {}, parameters = {}): KeptTarget[] {
  const [job] = run("pods", "3.5.3-alpha", parameters, [pod(annotations, changes)]);
  return (job?.targets ?? []).filter(({ publicLabels }) => publicLabels.namespace === "evil");
}

const PROXY = "https://10.200.1.2:6443/edge/api/v1/namespaces/evil/pods";

test.each<[guarantee: string, annotations: Record<string, string>, changes: Record<string, string>, url: string | undefined]>([
  ["defaults", {}, {}, `${PROXY}/http:p:8080/proxy/metrics`],
  ["scheme, port and path", { scheme: "https", port: "9", path: "/m" }, {}, `${PROXY}/https:p:9/proxy/m`],
  ["a path without a slash", { path: "actuator/prometheus" }, {}, `${PROXY}/http:p:8080/proxy/actuator/prometheus`],
  ["a query becomes parameters", { path: "/m?a=1&b=2&c=3" }, {}, `${PROXY}/http:p:8080/proxy/m?a=1&b=2&c=3`],
  ["a parameter annotation", { param_format: "x" }, {}, `${PROXY}/http:p:8080/proxy/metrics?format=x`],
  ["a port name falls back to the declared port", { port: "metrics" }, {}, `${PROXY}/http:p:8080/proxy/metrics`],
  ["another scheme is not believed", { scheme: "ftp" }, {}, `${PROXY}/http:p:8080/proxy/metrics`],
  ["dot segments are dropped", { path: "/../../secrets" }, {}, undefined],
  ["dot segments at the end too", { path: "/a/.." }, {}, undefined],
  ["encoded dots stay what they are", { path: "/%2e%2e/x" }, {}, `${PROXY}/http:p:8080/proxy/%252e%252e/x`],
  ["a second question mark is no new path", { path: "/m?a=/../x" }, {}, `${PROXY}/http:p:8080/proxy/m?a=%2F..%2Fx`],
  ["True is not true", { scrape: "True" }, {}, undefined],
  ["UDP without a port annotation", {}, { __meta_kubernetes_pod_container_port_protocol: "UDP" }, undefined],
  ["UDP with one", { port: "80" }, { __meta_kubernetes_pod_container_port_protocol: "UDP" }, `${PROXY}/http:p:80/proxy/metrics`],
  ["an init container", {}, { __meta_kubernetes_pod_container_init: "true" }, undefined],
  ["no port anywhere", {}, { __meta_kubernetes_pod_container_port_number: "", __address__: "fd00::9" }, undefined],
])("annotated pod: %s", (_guarantee, annotations, changes, url) => {
  expect(urlsOfPod(annotations, changes).map(({ scrapeUrl }) => scrapeUrl)).toEqual(url === undefined ? [] : [url]);
});

test("an IPv6 pod has brackets in its instance", () => {
  const [target] = urlsOfPod({}, { __address__: "[fd00::9]:8080", __meta_kubernetes_pod_ip: "fd00::9" });
  expect(target?.publicLabels.instance).toBe("[fd00::9]:8080");
});

test("labels of a tenant displace nothing, not even in a hostile cluster", () => {
  const label = (name: string) => [`__meta_kubernetes_pod_label_${name}`, "evil.example.com"] as const;
  const names = [
    "cluster",
    "job",
    "instance",
    "tier",
    "namespace",
    "pod",
    "node",
    "1st",
    "__address__",
    "__scheme__",
    "__tmp_port",
  ];
  const [target] = urlsOfPod({}, Object.fromEntries(names.map(label)), { labels: "all" });
  expect(target?.scrapeUrl).toBe(`${PROXY}/http:p:8080/proxy/metrics`);
  expect(target?.publicLabels).toEqual({
    cluster: "alpha",
    instance: "10.9.9.9:8080",
    job: "pods",
    namespace: "evil",
    pod: "p",
    tier: "gold",
  });
});
