import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDuration } from "@/lib/prometheus/duration";
import { renderYaml } from "@/lib/prometheus/render-yaml";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { applyRules } from "@/lib/relabel/apply";
import { compileRules } from "@/lib/relabel/compile";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { buildJobs, JOB_TEMPLATES } from "./index";
import type { ClusterSource, ServerSource } from "./job-template";
import { JOB_TEMPLATE_IDS, type JobTemplateId } from "./schema";

const cluster: ClusterSource = {
  name: "alpha",
  apiServer: "https://10.200.1.2:6443",
  tlsServerName: "kubernetes.default",
  caFile: "promfleet/credentials/alpha/ca-0123456789ab.crt",
  tokenFile: "promfleet/credentials/alpha/token-0123456789ab",
  labels: { tier: "gold" },
};
const server: ServerSource = { prometheusVersion: NEWEST_KNOWN_VERSION, selfAddress: "localhost:9090" };

/** What a template builds; the test fails when the parameters are refused. */
function build(
  template: JobTemplateId,
  parameters = {},
  changes: Partial<ClusterSource> = {},
  version = server.prometheusVersion,
) {
  const built = buildJobs(
    { ...cluster, ...changes, jobs: [{ template, parameters }] },
    { ...server, prometheusVersion: version },
  );
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value.map(({ config }) => config);
}

function refusal(template: JobTemplateId, parameters: object): string | undefined {
  const built = buildJobs({ ...cluster, jobs: [{ template, parameters: JSON.parse(JSON.stringify(parameters)) }] }, server);
  return built.ok ? undefined : `${built.problems[0].code} ${built.problems[0].path.join(".")}`;
}

function relabelled(rules: readonly RelabelConfig[], labels: Record<string, string>) {
  const compiled = compileRules(rules, NEWEST_KNOWN_VERSION);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return applyRules(compiled.value, labels);
}

test.each(JOB_TEMPLATE_IDS)("%s renders its golden config", async (id) => {
  await expect(renderYaml({ scrape_configs: build(id) })).toMatchFileSnapshot(`./${id}.golden.yml`);
});

test("folder, list and golden files agree", () => {
  const files = readdirSync(import.meta.dirname);
  const golden = files.filter((file) => file.endsWith(".golden.yml")).sort();
  expect(golden).toEqual(JOB_TEMPLATE_IDS.map((id) => `${id}.golden.yml`).sort());
  expect(JOB_TEMPLATE_IDS.filter((id) => !files.includes(`${id}.ts`))).toEqual([]);
  expect(Object.entries(JOB_TEMPLATES).map(([name, { id }]) => [name, id])).toEqual(JOB_TEMPLATE_IDS.map((id) => [id, id]));
});

/** The credential of these goes to the nodes themselves. */
const DIRECT: readonly JobTemplateId[] = ["nodes-direct", "cadvisor-direct"];

test("every credentialed job speaks https, follows no redirect and ends by pinning address, cluster and job", () => {
  for (const id of JOB_TEMPLATE_IDS.filter((id) => id !== "prometheus" && !DIRECT.includes(id))) {
    for (const config of build(id)) {
      expect(config).toMatchObject({ scheme: "https", follow_redirects: false, authorization: { type: "Bearer" } });
      expect(config.kubernetes_sd_configs).toMatchObject([{ follow_redirects: false, authorization: { type: "Bearer" } }]);
      const [, jobLabel] = config.job_name.split("/");
      expect(config.relabel_configs.slice(-6)).toEqual([
        { target_label: "__address__", replacement: "10.200.1.2:6443" },
        { target_label: "__scheme__", replacement: "https" },
        { target_label: "tier", replacement: "gold" },
        { target_label: "cluster", replacement: "alpha" },
        { target_label: "job", replacement: jobLabel },
        { regex: "__tmp_.*", action: "labeldrop" },
      ]);
    }
  }
});

test.each(DIRECT)("%s pins the credential to the kubelet's port on the node's own address", (id) => {
  const [config] = build(id);
  expect(config).toMatchObject({ scheme: "https", follow_redirects: false, authorization: { type: "Bearer" } });
  const address = "__meta_kubernetes_node_address_InternalIP";
  expect(config?.relabel_configs.slice(-6)).toEqual([
    { source_labels: [address], regex: "([0-9.]+)", target_label: "__address__", replacement: "$1:10250" },
    { source_labels: [address], regex: "([0-9a-fA-F.]*:.*)", target_label: "__address__", replacement: "[$1]:10250" },
    { target_label: "__scheme__", replacement: "https" },
    { target_label: "tier", replacement: "gold" },
    { target_label: "cluster", replacement: "alpha" },
    { target_label: "job", replacement: id },
  ]);
});

test.each<[guarantee: string, internalIp: string, address: string | undefined]>([
  ["an IPv4 address", "10.0.0.7", "10.0.0.7:10250"],
  ["an IPv6 address in brackets", "fd00::7", "[fd00::7]:10250"],
  ["no address of its own: no target", "", undefined],
  ["a name is no address", "evil.example.com", undefined],
  ["nor is an address with a port", "10.0.0.7:80/x", undefined],
])("a kubelet is asked at %s", (_guarantee, internalIp, address) => {
  const [config] = build("nodes-direct");
  const discovered = {
    __address__: "10.9.9.9:1234",
    __meta_kubernetes_node_name: "node-a",
    __meta_kubernetes_node_address_InternalIP: internalIp,
    __meta_kubernetes_node_label___address__: "10.8.8.8:1",
  };
  expect(relabelled(config?.relabel_configs ?? [], discovered)?.__address__).toBe(address);
});

test("the certificate of a kubelet is checked against the cluster's CA alone, or not at all", () => {
  expect(build("nodes-direct")[0]?.tls_config).toEqual({ ca_file: cluster.caFile });
  expect(build("cadvisor-direct", { certificate: "skip" })[0]?.tls_config).toEqual({ insecure_skip_verify: true });
  expect(build("nodes-direct", {}, { caFile: null })[0]?.tls_config).toEqual({ insecure_skip_verify: true });
});

test("jobs of one cluster and role have equal discovery blocks, so that Prometheus shares the watch", () => {
  const blocks = JOB_TEMPLATE_IDS.flatMap((id) => build(id)).flatMap((config) => config.kubernetes_sd_configs ?? []);
  const distinct = new Set(blocks.map((block) => renderYaml(block)));
  expect(new Set(blocks.map(({ role }) => role))).toEqual(new Set(["endpointslice", "node", "pod", "service"]));
  expect(distinct.size).toBe(4);
});

test("jobs that honour labels force the cluster label on every series", () => {
  const honouring = JOB_TEMPLATE_IDS.flatMap((id) => build(id)).filter((config) => config.honor_labels);
  expect(honouring.map((config) => config.job_name)).toEqual([
    "alpha/kube-state-metrics",
    "alpha/pushgateway",
    "alpha/federation",
  ]);
  for (const config of honouring) {
    expect(config.metric_relabel_configs).toContainEqual({ target_label: "cluster", replacement: "alpha" });
  }
});

test.each<[guarantee: string, apiServer: string, address: string, path: string]>([
  ["a host without a port gets 443", "https://k8s.example.com", "k8s.example.com:443", "/metrics"],
  ["an IPv6 host keeps its brackets", "https://[fd00::1]:6443", "[fd00::1]:6443", "/metrics"],
  [
    "a path prefix goes in front",
    "https://rancher.example.com/k8s/clusters/c-1",
    "rancher.example.com:443",
    "/k8s/clusters/c-1/metrics",
  ],
  ["an encoded path is decoded, Prometheus encodes it again", "https://h/a%20b", "h:443", "/a b/metrics"],
])("%s: %s", (_guarantee, apiServer, address, path) => {
  const [config] = build("apiservers", {}, { apiServer });
  expect(config?.metrics_path).toBe(path);
  expect(config?.relabel_configs).toContainEqual({ target_label: "__address__", replacement: address });
});

test("a dollar sign in a path prefix is no capture group", () => {
  const [config] = build("nodes", {}, { apiServer: "https://h/$1" });
  expect(config?.relabel_configs[0]?.replacement).toBe("/$$1/api/v1/nodes/$1/proxy/metrics");
  expect(config?.relabel_configs[1]?.regex).toBe("/\\$1/api/v1/(?:nodes|namespaces)/.+/proxy/.*");
});

test("verification is skipped only for a cluster without a CA file", () => {
  expect(build("nodes", {}, { caFile: null, tlsServerName: null })[0]?.tls_config).toEqual({ insecure_skip_verify: true });
  expect(build("nodes", {}, { tlsServerName: null })[0]?.tls_config).toEqual({ ca_file: cluster.caFile });
});

test.each([
  ["2.53.3", undefined],
  ["3.0.0", "PrometheusText0.0.4"],
])("Prometheus %s gets the fallback protocol %s", (version, expected) => {
  const parsed = parsePrometheusVersion(version) ?? NEWEST_KNOWN_VERSION;
  expect(build("pods", {}, {}, parsed)[0]?.fallback_scrape_protocol).toBe(expected);
});

test.each<[guarantee: string, parameters: object, timing: object]>([
  ["neither by default", {}, { interval: undefined, timeout: undefined }],
  ["both as given", { scrape_interval: "1m", scrape_timeout: "20s" }, { interval: "1m", timeout: "20s" }],
  ["an interval brings the default timeout", { scrape_interval: "1m" }, { interval: "1m", timeout: "10s" }],
  ["which never exceeds it", { scrape_interval: "5s" }, { interval: "5s", timeout: "5s" }],
])("interval and timeout: %s", (_guarantee, parameters, timing) => {
  const [config] = build("pods", parameters);
  expect({ interval: config?.scrape_interval, timeout: config?.scrape_timeout }).toEqual(timing);
  if (config?.scrape_interval !== undefined) expect(parseDuration(config.scrape_interval).ok).toBe(true);
});

test.each<[guarantee: string, template: JobTemplateId, parameters: object, expected: string]>([
  ["an unknown parameter", "pods", { nmae: "x" }, "template/unknown-parameter jobs.0.parameters.nmae"],
  ["a name that breaks the job name", "pods", { name: "a/b" }, "template/name jobs.0.parameters.name"],
  ["a timeout alone", "pods", { scrape_timeout: "5s" }, "template/timeout-alone jobs.0.parameters.scrape_timeout"],
  [
    "a timeout beyond the interval",
    "pods",
    { scrape_interval: "5s", scrape_timeout: "6s" },
    "template/timeout-long jobs.0.parameters.scrape_timeout",
  ],
  ["no duration", "pods", { scrape_interval: "often" }, "template/duration jobs.0.parameters.scrape_interval"],
  ["a zero duration", "pods", { scrape_interval: "0s" }, "template/duration jobs.0.parameters.scrape_interval"],
  ["a label that the job sets itself", "pods", { labels: ["instance"] }, "template/label-not-copied jobs.0.parameters.labels.0"],
  ["a label that begins with a digit", "nodes", { labels: ["1st"] }, "template/label-not-copied jobs.0.parameters.labels.0"],
  ["no Kubernetes label", "nodes", { labels: ["a b"] }, "template/kubernetes-label jobs.0.parameters.labels.0"],
  ["a port outside the range", "federation", { port: 0 }, "template/parameter jobs.0.parameters.port"],
  [
    "a service name that leaves the path",
    "services-probe",
    { service: "a/../b" },
    "template/object-name jobs.0.parameters.service",
  ],
  ["a target that is no host and port", "prometheus", { target: "localhost" }, "template/target jobs.0.parameters.target"],
  ["a path that climbs", "federation", { path_prefix: "/.." }, "template/path jobs.0.parameters.path_prefix"],
])("refused: %s", (_guarantee, template, parameters, expected) => {
  expect(refusal(template, parameters)).toBe(expected);
});

test("chosen Kubernetes labels are copied before the target's own labels are set", () => {
  const [config] = build("pods", { labels: ["app.kubernetes.io/name", "app.kubernetes.io-name"] });
  const targets = config?.relabel_configs.map((rule) => rule.target_label);
  expect(targets?.filter((name) => name === "app_kubernetes_io_name")).toHaveLength(1);
  expect(targets?.indexOf("app_kubernetes_io_name")).toBeLessThan(targets?.indexOf("namespace") ?? 0);
});

test("jobs come in the order of the templates, equal templates in the user's order", () => {
  const jobs = [
    { template: "pods", parameters: { name: "pods-b" } },
    { template: "pods", parameters: { name: "pods-a" } },
    { template: "nodes", parameters: {} },
  ] as const;
  const built = buildJobs({ ...cluster, jobs }, server);
  expect(built.ok && built.value.map(({ config }) => config.job_name)).toEqual(["alpha/nodes", "alpha/pods-b", "alpha/pods-a"]);
});
