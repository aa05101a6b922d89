import { expect, test } from "vitest";
import { JOB_TEMPLATE_IDS, type JobTemplateId } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { needText } from "./api-need";
import { discoveryNeeds } from "./discovery-needs";
import { allNeeds, needsOfJobs } from "./job-needs";

const cluster = { name: "alpha", apiServer: "https://10.0.0.1:6443" };

function textsOf(template: JobTemplateId, parameters = {}, apiServer = cluster.apiServer): string[] {
  return allNeeds(needsOfJobs({ ...cluster, apiServer, jobs: [{ template, parameters }] })).map(needText);
}

const LISTS = (resources: string) => resources.split(" ").flatMap((each) => [`list ${each}`, `watch ${each}`]);
const SLICES = LISTS("endpointslices.discovery.k8s.io services pods");

/** Every template stands here: one that is missing does not compile. */
const EXPECTED: Record<JobTemplateId, string[]> = {
  apiservers: [...SLICES, "get /metrics"],
  nodes: [...LISTS("nodes"), "get nodes/proxy"],
  cadvisor: [...LISTS("nodes"), "get nodes/proxy"],
  "nodes-direct": [...LISTS("nodes"), "get nodes/metrics"],
  "cadvisor-direct": [...LISTS("nodes"), "get nodes/metrics"],
  "service-endpoints": [...SLICES, "get pods/proxy"],
  pods: [...LISTS("pods"), "get pods/proxy"],
  "services-probe": [...LISTS("services"), "get services/proxy http:blackbox-exporter:9115 -n monitoring"],
  pushgateway: [...LISTS("services"), "get services/proxy"],
  federation: [...LISTS("services"), "get services/proxy http:prometheus:9090 -n monitoring"],
  prometheus: [],
};

test.each(JOB_TEMPLATE_IDS)("%s asks for exactly this", (id) => {
  expect(textsOf(id)).toEqual(EXPECTED[id]);
});

test.each<[guarantee: string, template: JobTemplateId, parameters: object, expected: string]>([
  ["Endpoints instead of EndpointSlices", "service-endpoints", { discovery: "endpoints" }, "list endpoints"],
  [
    "the service that a parameter names, and no other",
    "federation",
    { namespace: "m", service: "p", port: 80, scheme: "https" },
    "get services/proxy https:p:80 -n m",
  ],
])("parameters decide: %s", (_guarantee, template, parameters, expected) => {
  expect(textsOf(template, parameters)).toContain(expected);
});

test.each(["https://h/k8s/clusters/c-1", "https://h/a$1b", "https://[fd00::1]:6443"])("the same needs behind %s", (apiServer) => {
  for (const id of JOB_TEMPLATE_IDS) expect(textsOf(id, {}, apiServer)).toEqual(EXPECTED[id]);
});

test("a job that carries the credential has a scrape that asks for something", () => {
  const jobs = needsOfJobs({ ...cluster, jobs: JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} })) });
  const withoutScrape = jobs.filter(({ needs }) => !needs.some(({ verb }) => verb === "get"));
  expect(withoutScrape.map(({ template }) => template)).toEqual(["prometheus"]);
  expect(jobs.map(({ jobName }) => jobName)).toContain("alpha/kube-state-metrics");
});

test("a job with refused parameters is left out", () => {
  const jobs = [
    { template: "pods", parameters: { nmae: "x" } },
    { template: "nodes", parameters: {} },
  ] as const;
  expect(needsOfJobs({ ...cluster, jobs }).map(({ job, index }) => [job, index])).toEqual([["nodes", 1]]);
});

test.each<[guarantee: string, extras: object, expected: string[]]>([
  ["metadata of nodes", { attach_metadata: { node: true } }, LISTS("pods nodes")],
  ["metadata of namespaces", { attach_metadata: { namespace: true } }, LISTS("pods namespaces")],
  [
    "chosen namespaces",
    { namespaces: { names: ["a", "b"] } },
    ["list pods -n a", "watch pods -n a", "list pods -n b", "watch pods -n b"],
  ],
])("a discovery block with %s", (_guarantee, extras, expected) => {
  const version = parsePrometheusVersion("3.6.0") ?? NEWEST_KNOWN_VERSION;
  expect(discoveryNeeds({ role: "pod", ...extras }, version).map(needText)).toEqual(expected);
});
