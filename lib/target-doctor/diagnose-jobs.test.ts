import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { buildJobs } from "@/lib/job-templates";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION as version } from "@/lib/prometheus/versions";
import { sayIn } from "@/lib/relabel-lab/testing/say-in";
import { diagnoseJobs, type JobDiagnosis } from "./diagnose-jobs";
import { renderMending } from "./mending-command";
import type { ObjectFacts, ObjectPart } from "./schema";

const cluster = {
  name: "beta",
  apiServer: "https://10.200.1.2:6443",
  tlsServerName: null,
  caFile: "ca.crt",
  tokenFile: "token",
  labels: {},
};

type Labels = Record<string, string>;

/** What the real Prometheus 3.5.3 discovered in cluster beta. */
function discovered(role: string): Labels[] {
  const file = join(import.meta.dirname, "../job-templates/testdata/discovered/3.5.3-beta", `${role}.json.gz`);
  const targets = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Labels[];
  const isOfJob = (name: string) => name === "job" || (name.startsWith("__") && !/^__(?:address__|meta_)/.test(name));
  return targets.map((labels) => Object.fromEntries(Object.entries(labels).filter(([name]) => !isOfJob(name))));
}

function partOf(
  role: "pod" | "endpointslice" | "service" | "node",
  kind: string,
  name: string,
  changes: Labels = {},
): ObjectPart {
  const targets = discovered(role).filter((labels) => labels[`__meta_kubernetes_${kind}_name`] === name);
  return { role, attachNode: false, targets: targets.map((labels) => ({ ...labels, ...changes })), problems: [] };
}

function facts(kind: ObjectFacts["kind"], name: string, more: Partial<ObjectFacts> = {}): ObjectFacts {
  const namespace = kind === "node" ? null : "shop";
  const none = { labels: {}, annotations: {}, hasIp: true, portCount: 1, controller: null, services: [] };
  return { kind, namespace, name, ...none, ...more };
}

function diagnose(template: JobTemplateId, object: ObjectFacts, parts: readonly ObjectPart[]): JobDiagnosis {
  const built = buildJobs(
    { ...cluster, jobs: [{ template, parameters: {} }] },
    { prometheusVersion: version, selfAddress: "x:1" },
  );
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const [first] = diagnoseJobs({ facts: object, parts, jobs: built.value, version });
  if (first === undefined) throw new Error("no job");
  return first;
}

const SCRAPE = "__meta_kubernetes_pod_annotation_prometheus_io_scrape";
const PORT = "__meta_kubernetes_pod_annotation_prometheus_io_port";

test("an annotated pod is scraped, once for all its ports, with its URL and labels", () => {
  const { verdict, absent, targets } = diagnose("pods", facts("pod", "db-0"), [partOf("pod", "pod", "db-0")]);
  expect([verdict, absent]).toEqual(["scraped", null]);
  const kept = targets.filter(({ kind }) => kind === "kept");
  expect(kept).toMatchObject([
    {
      scrapeUrl: "https://10.200.1.2:6443/api/v1/namespaces/shop/pods/http:db-0:9187/proxy/metrics",
      publicLabels: { cluster: "beta", namespace: "shop", pod: "db-0" },
    },
  ]);
});

type DropRow = [guarantee: string, changes: Labels, own: Partial<ObjectFacts>, reason: RegExp, commands: string | null];
const ANNOTATE = "kubectl annotate pod db-0 -n shop";
test.each<DropRow>([
  ["a value of another case", { [SCRAPE]: "True" }, {}, /True/, `${ANNOTATE} prometheus.io/scrape=true --overwrite`],
  ["no annotation at all", { [SCRAPE]: "" }, {}, /prometheus/, `${ANNOTATE} prometheus.io/scrape=true --overwrite`],
  [
    "the object's own key, however it is written",
    { [SCRAPE]: "no" },
    { annotations: { "prometheus-io/scrape": "no" } },
    /no/,
    `${ANNOTATE} prometheus-io/scrape=true --overwrite`,
  ],
  [
    "no port anywhere: the rule that builds the path, and the annotation that gives one",
    { [PORT]: "", __meta_kubernetes_pod_container_port_number: "", __address__: "10.0.0.1" },
    {},
    /./,
    `${ANNOTATE} prometheus.io/port=8080 --overwrite`,
  ],
  [
    "two annotations at once",
    { [SCRAPE]: "", [PORT]: "", __meta_kubernetes_pod_container_port_number: "", __address__: "10.0.0.1" },
    {},
    /./,
    `${ANNOTATE} prometheus.io/scrape=true prometheus.io/port=8080 --overwrite`,
  ],
  ["a finished pod: nothing mends it", { __meta_kubernetes_pod_phase: "Succeeded" }, {}, /Succeeded/, null],
])("dropped: %s", (_guarantee, changes, own, reason, command) => {
  const object = facts("pod", "db-0", own);
  const { verdict, targets } = diagnose("pods", object, [partOf("pod", "pod", "db-0", changes)]);
  expect(verdict).toBe("dropped");
  const [dropped] = targets;
  if (dropped?.kind !== "dropped") throw new Error("not dropped");
  expect(sayIn("en", dropped.reason)).toMatch(reason);
  expect(dropped.mending === null ? null : renderMending(dropped.mending.changes, object).now).toBe(command);
  if (command !== null) expect(dropped.mending?.scrapeUrl).toContain("/pods/http:db-0:");
});

test("an endpoint's annotation belongs to its service", () => {
  const annotation = "__meta_kubernetes_service_annotation_prometheus_io_scrape";
  const part = partOf("endpointslice", "pod", "db-0", { [annotation]: "yes" });
  const object = facts("pod", "db-0", { services: ["db"] });
  const [dropped] = diagnose("service-endpoints", object, [part]).targets;
  if (dropped?.kind !== "dropped" || dropped.mending === null) throw new Error("no mending");
  expect(renderMending(dropped.mending.changes, object)).toEqual({
    now: "kubectl annotate service db -n shop prometheus.io/scrape=true --overwrite",
    lasting: null,
  });
});

test.each<[guarantee: string, controller: ObjectFacts["controller"], labels: Labels, expected: string | null]>([
  [
    "a Deployment, known by the hash of its pods",
    { kind: "ReplicaSet", name: "web-5f6" },
    { "pod-template-hash": "5f6" },
    "deployment web",
  ],
  ["a ReplicaSet of nobody known", { kind: "ReplicaSet", name: "web-5f6" }, {}, null],
  ["a StatefulSet", { kind: "StatefulSet", name: "db" }, {}, "statefulset db"],
  ["a pod of its own", null, {}, null],
])("the change lasts in the template of %s", (_guarantee, controller, labels, expected) => {
  const object = facts("pod", "db-0", { controller, labels });
  const change = { object, kind: "annotation", key: "prometheus.io/scrape", value: "true", isExample: false } as const;
  const patch = `{"spec":{"template":{"metadata":{"annotations":{"prometheus.io/scrape":"true"}}}}}`;
  const { lasting } = renderMending([change], object);
  expect(lasting).toBe(expected === null ? null : `kubectl patch ${expected} -n shop --type merge -p '${patch}'`);
});

test("what comes from the cluster cannot break out of the command", () => {
  const object = facts("pod", "a'; rm -rf / #");
  const change = { object, kind: "annotation", key: "k", value: "$(reboot)", isExample: false } as const;
  expect(renderMending([change], object).now).toBe(`kubectl annotate pod 'a'\\''; rm -rf / #' -n shop 'k=$(reboot)' --overwrite`);
});

const part = (role: ObjectPart["role"], problems: ObjectPart["problems"] = []): ObjectPart => ({
  role,
  attachNode: false,
  targets: [],
  problems,
});
const unread = [{ code: "cluster/discovery-unavailable", severity: "error", parameters: {}, path: [] }] as ObjectPart["problems"];

type AbsentRow = [template: JobTemplateId, object: ObjectFacts, parts: readonly ObjectPart[], verdict: string, absent: string];
test.each<AbsentRow>([
  ["pods", facts("pod", "x", { hasIp: false }), [part("pod")], "not_discovered", "pod_without_ip"],
  ["pods", facts("service", "x"), [part("pod")], "not_discovered", "other_role"],
  ["nodes", facts("pod", "x"), [part("node")], "not_discovered", "other_role"],
  ["service-endpoints", facts("pod", "x"), [part("endpointslice")], "not_discovered", "pod_in_no_service"],
  ["service-endpoints", facts("pod", "x", { services: ["s"] }), [part("endpointslice")], "not_discovered", "pod_in_no_endpoints"],
  ["service-endpoints", facts("service", "x"), [part("endpointslice")], "not_discovered", "service_without_endpoints"],
  ["services-probe", facts("service", "x", { portCount: 0 }), [part("service")], "not_discovered", "service_without_ports"],
  ["pods", facts("pod", "x"), [part("pod", unread)], "unknown", "unreadable"],
  ["pods", facts("pod", "x"), [], "unknown", "unreadable"],
  ["prometheus", facts("pod", "x"), [], "not_discovered", "fixed_target"],
])("not discovered by %s: %#", (template, object, parts, verdict, absent) => {
  expect(diagnose(template, object, parts)).toMatchObject({ verdict, absent, targets: [] });
});

test("equal targets are told once, with how many there were", () => {
  const { targets } = diagnose("pods", facts("pod", "web-5f6b9c8d7-aaaaa"), [partOf("pod", "pod", "web-5f6b9c8d7-aaaaa")]);
  expect(targets.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(targets.length);
});
