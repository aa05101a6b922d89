import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GET as search } from "@/app/api/v1/clusters/[clusterId]/target-doctor/objects/route";
import { GET as look } from "@/app/api/v1/clusters/[clusterId]/target-doctor/route";
import { POST as tryOut } from "@/app/api/v1/clusters/[clusterId]/target-doctor/trial/route";
import { POST as register } from "@/app/api/v1/clusters/route";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { buildJobs } from "@/lib/job-templates";
import { NEWEST_KNOWN_VERSION as version } from "@/lib/prometheus/versions";
import { diagnoseJobs, type JobDiagnosis } from "@/lib/target-doctor/diagnose-jobs";
import { type ObjectName, objectMatchesSchema, objectTargetsSchema } from "@/lib/target-doctor/schema";
import { trialReportSchema } from "@/lib/target-doctor/trial-schema";
import { type Cluster, clusterSchema } from "./schema";

let temporary: TemporaryDatabase;
let browser: Browser;
let beta: ApiServer;
let cluster: Cluster;

const TEMPLATES = ["nodes", "cadvisor", "cadvisor-direct", "pods", "service-endpoints", "services-probe", "prometheus"] as const;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
  beta = await startApiServer({ cluster: "beta" });
  const body = {
    name: "beta",
    apiServer: beta.url,
    tls: { kind: "ca", caPem: beta.caPem },
    tlsServerName: "kubernetes.default",
    jobs: TEMPLATES.map((template) => ({ template, parameters: {} })),
    token: beta.token(),
  };
  cluster = clusterSchema.parse(await (await browser.send(register, "/api/v1/clusters", { method: "POST", body })).json());
}, 60_000);
afterEach(async () => {
  beta.denied.clear();
  await db().rateLimit.deleteMany();
});
afterAll(async () => {
  await beta.stop();
  await temporary.remove();
});

const params = () => ({ clusterId: cluster.id });
const path = () => `/api/v1/clusters/${cluster.id}/target-doctor`;
const pod = (name: string, namespace = "edge"): ObjectName => ({ kind: "pod", namespace, name });

async function found(query: Record<string, string>) {
  const reply = await browser.send(search, `${path()}/objects?${new URLSearchParams(query)}`, { params: params() });
  return objectMatchesSchema.parse(await reply.json());
}

async function targetsOf({ kind, namespace, name }: ObjectName) {
  const query = new URLSearchParams({ kind, namespace: namespace ?? "", name });
  const reply = await browser.send(look, `${path()}?${query}`, { params: params() });
  expect(reply.status).toBe(200);
  return objectTargetsSchema.parse(await reply.json());
}

async function diagnose(name: ObjectName): Promise<Record<string, JobDiagnosis>> {
  const { facts, parts } = await targetsOf(name);
  const jobs = buildJobs(cluster, { prometheusVersion: version, selfAddress: "x:1" });
  if (!jobs.ok) throw new Error("no jobs");
  const all = diagnoseJobs({ facts, parts, jobs: jobs.value, version });
  return Object.fromEntries(all.map((one) => [one.jobName.replace("beta/", ""), one]));
}

async function trial(object: ObjectName, jobName: string, scrapeUrl: string) {
  const body = { object, jobName, scrapeUrl };
  return browser.send(tryOut, `${path()}/trial`, { method: "POST", params: params(), body });
}

test.each<[guarantee: string, query: Record<string, string>, names: string[]]>([
  ["a part of a name", { kind: "pod", text: "need" }, ["edge/bad-needs-token"]],
  ["capital letters", { kind: "pod", text: "DB-0" }, ["shop/db-0"]],
  ["the very name first", { kind: "service", text: "web" }, ["shop/web"]],
  ["nodes have no namespace", { kind: "node", text: "worker-dead" }, ["/beta-worker-dead"]],
  ["a namespace", { kind: "pod", namespace: "team-a-1", text: "dual" }, ["team-a-1/dual"]],
  ["nothing of that name", { kind: "pod", text: "no-such-pod" }, []],
  ["a name with blanks and colons finds nothing and breaks nothing", { kind: "pod", text: "a b:c&d=e" }, []],
])("search: %s", async (_guarantee, query, names) => {
  const { objects, isComplete, problems } = await found(query);
  const shown = objects.map(({ namespace, name }) => `${namespace ?? ""}/${name}`);
  expect([shown.slice(0, Math.max(1, names.length)), isComplete, problems]).toEqual([names, true, []]);
});

test("objects that may not be listed are told as a problem", async () => {
  beta.denied.add("services");
  expect(await found({ kind: "service", text: "" })).toMatchObject({
    objects: [],
    isComplete: false,
    problems: [{ code: "doctor/unread-forbidden", parameters: { resource: "services" } }],
  });
});

test("a healthy pod is scraped by the jobs that see it; the rest say why not", async () => {
  const jobs = await diagnose(pod("db-0", "shop"));
  const verdicts = Object.fromEntries(Object.entries(jobs).map(([name, { verdict, absent }]) => [name, absent ?? verdict]));
  expect(verdicts).toMatchObject({
    nodes: "other_role",
    cadvisor: "other_role",
    pods: "scraped",
    "service-endpoints": "scraped",
    "services-probe": "other_role",
    prometheus: "fixed_target",
  });
});

test("what the doctor asks is about the object: no list of the whole cluster", async () => {
  const from = beta.requests.length;
  await targetsOf(pod("db-0", "shop"));
  const lists = beta.requests.slice(from);
  expect(lists.length).toBeGreaterThan(2);
  for (const { path: asked, query, token } of lists) {
    expect(token).toBe("own");
    expect(asked).toMatch(/^\/(?:api|apis\/[a-z.0-9]+)\/v1\/namespaces\/shop\//);
    expect(query).toContain("limit=500");
  }
});

test("a missing right leaves the jobs that need it unknown, and the others judged", async () => {
  beta.denied.add("endpointslices");
  const jobs = await diagnose(pod("db-0", "shop"));
  expect([jobs["service-endpoints"]?.verdict, jobs["service-endpoints"]?.absent]).toEqual(["unknown", "unreadable"]);
  expect(jobs.pods?.verdict).toBe("scraped");
});

test("an object that is gone is told", async () => {
  const query = new URLSearchParams({ kind: "pod", namespace: "edge", name: "nobody" });
  const reply = await browser.send(look, `${path()}?${query}`, { params: params() });
  expect([reply.status, ((await reply.json()) as { problems: { code: string }[] }).problems[0]?.code]).toEqual([
    404,
    "doctor/object-gone",
  ]);
});

async function urlOf(object: ObjectName, job: string): Promise<string> {
  const target = (await diagnose(object))[job]?.targets.find(({ kind }) => kind === "kept");
  return target?.kind === "kept" ? target.scrapeUrl : "";
}

test.each<[name: string, outcome: string, status: number | null]>([
  ["bad-404", "target_not_found", 404],
  ["bad-500", "target_error", 500],
  ["bad-needs-token", "target_unauthorized", 401],
  ["bad-html", "web_page", 200],
  ["bad-https-as-http", "target_wants_https", 400],
  ["bad-http-as-https", "target_wants_http", 503],
  ["bad-refused", "target_refused", 503],
  ["bad-nocontenttype", "blank_content_type", 200],
  ["bad-redirect", "redirected", null],
])("try now: %s is %s", async (name, outcome, status) => {
  const reply = await trial(pod(name), "beta/pods", await urlOf(pod(name), "pods"));
  const { fetch, servers } = trialReportSchema.parse(await reply.json());
  expect([fetch?.outcome, servers]).toEqual([outcome, []]);
  if (status !== null) expect(fetch?.status).toBe(status);
});

test("a healthy target answers with its series; a missing right is named", async () => {
  const url = await urlOf(pod("db-0", "shop"), "pods");
  const ok = trialReportSchema.parse(await (await trial(pod("db-0", "shop"), "beta/pods", url)).json());
  expect([ok.fetch?.outcome, ok.missingRight]).toEqual(["ok", null]);
  expect(ok.fetch?.series).toBeGreaterThan(0);
  beta.denied.add("pods/proxy");
  const refused = trialReportSchema.parse(await (await trial(pod("db-0", "shop"), "beta/pods", url)).json());
  expect([refused.fetch?.outcome, refused.missingRight]).toEqual(["api_forbidden", "get pods/proxy"]);
});

test("no URL but the job's own is asked (INV-2)", async () => {
  const url = await urlOf(pod("db-0", "shop"), "pods");
  const others = [
    url.replace("/pods/", "/secrets/"),
    url.replace("metrics", "other"),
    `${url}?x=1`,
    url.replace("127.0.0.1", "localhost"),
    "https://example.com/metrics",
    `${beta.url}/api/v1/secrets`,
    "not a URL",
  ];
  const from = beta.requests.length;
  for (const other of others) expect((await trial(pod("db-0", "shop"), "beta/pods", other)).status).toBe(409);
  expect((await trial(pod("db-0", "shop"), "beta/nodes", url)).status).toBe(409);
  expect(beta.requests.slice(from).filter(({ path: asked }) => asked.includes("proxy") || asked.includes("secrets"))).toEqual([]);
});

test("a kubelet that jobs ask directly is tried at its own port", async () => {
  const node: ObjectName = { kind: "node", namespace: null, name: "beta-cp-1" };
  const url = await urlOf(node, "cadvisor-direct");
  expect(new URL(url)).toMatchObject({ protocol: "https:", port: "10250", pathname: "/metrics/cadvisor" });
  const { fetch } = trialReportSchema.parse(await (await trial(node, "beta/cadvisor-direct", url)).json());
  expect(["unreachable", "timeout", "tls_untrusted"]).toContain(fetch?.outcome);
}, 15_000);
