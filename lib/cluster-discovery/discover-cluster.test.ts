import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { GET } from "@/app/api/v1/clusters/[clusterId]/discovered-targets/route";
import { type ApiServer, startApiServer } from "@/e2e/support/api-server/start-api-server";
import { type Browser, signInFirstAdmin } from "@/lib/access/testing/browser";
import { registerCluster } from "@/lib/clusters/register-cluster";
import { type ClusterInput, clusterInputSchema } from "@/lib/clusters/schema";
import { type ClusterRecord, getClusterRecord } from "@/lib/db/clusters";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { ACTOR } from "@/lib/deployments/testing/fleet";
import { overrideEnvForTest } from "@/lib/env";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import { discoverCluster } from "./discover-cluster";
import { DISCOVERY_ROLES, type DiscoveryLine, type DiscoveryProgress, type DiscoveryRequest, requestKey } from "./schema";

let temporary: TemporaryDatabase;
let browser: Browser;
let apiServer: ApiServer;
let count = 0;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  browser = await signInFirstAdmin();
  overrideEnvForTest({ allowLoopback: true });
  apiServer = await startApiServer({ cluster: "alpha", additions: false });
});

afterEach(async () => {
  apiServer.denied.clear();
  await db().rateLimit.deleteMany();
});

afterAll(async () => {
  await apiServer.stop();
  await temporary.remove();
});

async function addCluster(changes: Partial<ClusterInput> = {}): Promise<ClusterRecord> {
  count += 1;
  const input = clusterInputSchema.parse({
    name: `alpha-${count}`,
    apiServer: apiServer.url,
    tls: { kind: "ca", caPem: apiServer.caPem },
    token: apiServer.token(),
    ...changes,
  });
  const { id } = await registerCluster(input, ACTOR);
  return getClusterRecord(id);
}

const POD: DiscoveryRequest = { role: "pod", attachNode: false };
const SLICE: DiscoveryRequest = { role: "endpointslice", attachNode: false };
const VERSION = { version: NEWEST_KNOWN_VERSION };

/** What Prometheus itself discovered from the API server that the captures are of. */
function captured(version: string, request: DiscoveryRequest): LabelSet[] {
  const name = requestKey(request).replace("+", "-");
  const file = join(import.meta.dirname, `../../e2e/support/api-server/testdata/discovered/${version}/${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as LabelSet[];
}

/** Without what the job adds, and without the labels for which Prometheus takes any of several values. */
function comparable(targets: readonly LabelSet[], undecided: ReadonlySet<unknown>): string[] {
  const isOfJob = (name: string) => name === "job" || (name.startsWith("__") && !/^__(?:address__|meta_)/.test(name));
  const entriesOf = (labels: LabelSet) => Object.entries(labels).filter(([name]) => !undecided.has(name) && !isOfJob(name));
  return targets.map((labels) => JSON.stringify(entriesOf(labels).sort())).sort();
}

describe.each(["3.5.3", "2.53.3"])("as Prometheus %s", (text) => {
  test("every role discovers over the network what Prometheus discovered, and each resource is listed once", async () => {
    const cluster = await addCluster();
    const requests = [
      ...DISCOVERY_ROLES.map((role) => ({ role, attachNode: false })),
      { role: "pod", attachNode: true } as const,
    ];
    const seen = apiServer.requests.length;
    const version = parsePrometheusVersion(text) ?? NEWEST_KNOWN_VERSION;
    const { parts } = await discoverCluster(cluster, requests, { version });
    const lists = apiServer.requests.slice(seen).map(({ path }) => path);
    expect(lists.toSorted()).toEqual([...new Set(lists)].sort());
    expect(lists).toHaveLength(6);
    expect(parts).toHaveLength(7);
    for (const { request, targets, isLive, problems } of parts) {
      const undecided = new Set(problems.map(({ parameters }) => parameters.label));
      expect([requestKey(request), isLive]).toEqual([requestKey(request), true]);
      expect(comparable(targets, undecided)).toEqual(comparable(captured(text, request), undecided));
    }
  });
});

test("small pages give the same as one, and tell how far they are", async () => {
  const cluster = await addCluster();
  const whole = await discoverCluster(cluster, [SLICE], VERSION);
  const progress: DiscoveryProgress[] = [];
  const onProgress = (step: DiscoveryProgress) => void progress.push(step);
  const paged = await discoverCluster(cluster, [SLICE], { ...VERSION, onProgress, limits: { pageSize: 3 } });
  expect(paged.parts[0]?.targets).toEqual(whole.parts[0]?.targets);
  const pods = progress.filter(({ resource }) => resource === "pods");
  expect(pods.length).toBeGreaterThan(5);
  expect(new Set(pods.map(({ total }) => total))).toEqual(new Set([pods.at(-1)?.read]));
});

test("a missing right is named, and costs only the roles that need it", async () => {
  const cluster = await addCluster();
  apiServer.denied.add("pods");
  const requests = [...DISCOVERY_ROLES.map((role) => ({ role, attachNode: false }))];
  const { parts } = await discoverCluster(cluster, requests, VERSION);
  const outcome = parts.map(({ request, isLive, targets, problems }) => {
    const errors = problems.filter(({ severity }) => severity === "error");
    return [request.role, isLive, targets.length > 0, errors.map(({ code, parameters }) => [code, parameters.resource])];
  });
  const forbidden = [["cluster/discovery-forbidden", "pods"]];
  expect(outcome).toEqual([
    ["node", true, true, []],
    ["service", true, true, []],
    ["pod", false, false, forbidden],
    ["endpoints", false, false, forbidden],
    ["endpointslice", false, false, forbidden],
    ["ingress", true, true, []],
  ]);
  expect(parts[2]?.problems[0]?.parameters).toMatchObject({ cluster: cluster.name, verb: "list", group: "core" });
});

test("what cannot be read now comes from the last time, with its age", async () => {
  const cluster = await addCluster();
  const before = Date.now();
  const first = (await discoverCluster(cluster, [POD, SLICE], VERSION)).parts;
  apiServer.denied.add("endpointslices");
  const [pods, slices] = (await discoverCluster(cluster, [POD, SLICE], VERSION)).parts;
  expect(pods?.isLive).toBe(true);
  expect(slices).toMatchObject({ isLive: false, takenAt: first[1]?.takenAt, targets: first[1]?.targets });
  expect(slices?.takenAt.getTime()).toBeGreaterThanOrEqual(before);
  expect(slices?.problems.map(({ code, parameters }) => [code, parameters.group])).toEqual([
    ["cluster/discovery-forbidden", "discovery.k8s.io"],
  ]);
});

test.each<[string, string, string | undefined, Partial<ClusterInput>]>([
  ["nobody listens", "cluster/discovery-unreachable", "refused", { apiServer: "https://127.0.0.1:1" }],
  ["the certificate is for another name", "cluster/discovery-unreachable", "tls_name", { tlsServerName: "elsewhere" }],
  ["the token is refused", "cluster/discovery-unauthorized", "unauthorized", { token: "wrong" }],
])("when %s, that is the problem, not an empty cluster", async (_case, code, failure, changes) => {
  const { parts } = await discoverCluster(await addCluster(changes), [{ role: "node", attachNode: false }], VERSION);
  expect(parts[0]).toMatchObject({ targets: [], isLive: false, problems: [{ code, parameters: { failure } }] });
});

test("a deleted cluster leaves no snapshot, and one deleted meanwhile does no harm", async () => {
  const cluster = await addCluster();
  await discoverCluster(cluster, [POD], VERSION);
  expect(await db().discoverySnapshot.count({ where: { clusterId: cluster.id } })).toBeGreaterThan(0);
  await db().cluster.delete({ where: { id: cluster.id } });
  expect(await db().discoverySnapshot.count({ where: { clusterId: cluster.id } })).toBe(0);
});

describe("GET discovered-targets", () => {
  const ask = (id: string, query: string) =>
    browser.send(GET, `/api/v1/clusters/${id}/discovered-targets?${query}`, { params: { clusterId: id } });

  test("progress, label sets, and what it came to", async () => {
    const cluster = await addCluster();
    const reply = await ask(cluster.id, "role=pod&attachNode=true&version=3.5.3");
    const lines = (await reply.text()).trimEnd().split("\n");
    const parsed = lines.map((line) => JSON.parse(line) as DiscoveryLine | LabelSet);
    expect(reply.headers.get("content-type")).toContain("application/x-ndjson");
    expect(parsed[0]).toMatchObject({ progress: { resource: "nodes" } });
    const targets = parsed.filter((line): line is LabelSet => "__address__" in line);
    expect(targets).toHaveLength(captured("3.5.3", { role: "pod", attachNode: true }).length);
    expect(parsed.at(-1)).toMatchObject({ end: { isLive: true, targetCount: targets.length } });
  });

  test("the last known targets replace what was sent before a failure", async () => {
    const cluster = await addCluster();
    await (await ask(cluster.id, "role=node")).text();
    apiServer.denied.add("nodes");
    const lines = (await (await ask(cluster.id, "role=node")).text()).trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(3);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ end: { isLive: false, targetCount: lines.length - 1 } });
  });

  test.each([
    ["an unknown cluster", "nobody", "role=pod", 404],
    ["an unknown role", "nobody", "role=pods", 422],
    ["a version that is none", "nobody", "role=pod&version=x", 422],
  ])("%s", async (_case, id, query, status) => {
    expect((await ask(id, query)).status).toBe(status);
  });

  test("ends with the client", async () => {
    const cluster = await addCluster();
    const reader = (await ask(cluster.id, "role=endpointslice")).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await db().discoverySnapshot.count({ where: { clusterId: cluster.id } })).toBe(0);
  });
});
