import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RESOURCES } from "@/e2e/support/api-server/resources";
import { editAs } from "@/e2e/support/api-server/writes";
import type { Bundle } from "@/lib/bundles/bundle";
import { mainTextOf } from "@/lib/bundles/bundle";
import { deploy, expectSentences, OWN_CONFIG, startFleet, type TestFleet } from "@/lib/deployments/testing/fleet";
import {
  type KubernetesPlace,
  type KubernetesPlaceOptions,
  NAMESPACE,
  startKubernetesPlace,
} from "@/lib/deployments/testing/kubernetes-place";
import { Secret } from "@/lib/secrets/secret";
import { openKubernetes } from "./kubernetes";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const OWNER = { serverId: "server-1", serverName: "one" };
let count = 0;

/** A place without a Prometheus: only the objects. */
function openObjects({ isTakeover = true, main = OWN_CONFIG as string | null, denied = "" } = {}) {
  count += 1;
  const name = `objects-${count}`;
  const { apiServer } = fleet;
  const at = { namespace: NAMESPACE, name, manager: "helm" };
  const edit = (text: string | undefined, key = "prometheus.yml") => {
    const value = text === undefined ? undefined : Buffer.from(text).toString("base64");
    editAs(apiServer.store, RESOURCES.secrets, at, [[["data", key], value]]);
  };
  if (main !== null) edit(main);
  edit("groups: []", "rules.yml");
  const verbs = ["get", "patch", "create"].filter((verb) => verb !== denied);
  const rules = [{ apiGroups: [""], resources: ["secrets"], verbs, namespace: NAMESPACE }];
  const token = apiServer.addToken({ user: "system:serviceaccount:monitoring:deploy", rules });
  const transport = {
    kind: "kubernetes" as const,
    apiServer: apiServer.url,
    caPem: apiServer.caPem,
    tlsServerName: "kubernetes.default",
    namespace: NAMESPACE,
    secretName: name,
    configMapName: "",
    credentialsFolder: "/x",
    key: "prometheus.yml",
    visibleSeconds: 1,
    isTakeover,
  };
  const open = openKubernetes({ id: OWNER.serverId, name: OWNER.serverName, transport, token: new Secret(token) });
  const data = () => {
    const stored = (apiServer.store.get("secrets", NAMESPACE, name)?.data ?? {}) as Record<string, string>;
    return Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
  };
  return { open, data, edit, name, at };
}

function delivery(text: string, fence = 1, clusters = 1, token = "t") {
  const tokens = Array.from({ length: clusters }, (_, index) => ({
    path: `promfleet.credentials.c${index}.token-00000000000${fence % 10}`,
    content: token,
    mode: 0o640,
    isSecret: true,
  }));
  const jobs = Array.from({ length: clusters }, (_, index) => ({
    jobName: `c${index}/nodes`,
    cluster: `c${index}`,
    template: null,
    firstLine: 1,
    lastLine: 1,
  }));
  const main = { path: "prometheus.yml", content: text, mode: 0o640, isSecret: false };
  const bundle: Bundle = { files: [main, ...tokens], config: text, jobs, digest: "0".repeat(64) };
  return { bundle, revisionNumber: fence, fence, owner: OWNER };
}

test("switches one key, keeps the keys of others, and puts back exactly what was there", async () => {
  const { open, data } = openObjects();
  const before = data();
  const one = delivery("global: {} # one\n");
  expect(await open.preflight(one)).toMatchObject({ ok: true });
  expect(data()).toEqual(before);
  const staged = await open.stage(one);
  if (!staged.ok) throw new Error(staged.problems[0].code);
  expect(data()).toEqual({ ...before, "promfleet.credentials.c0.token-000000000001": "t" });
  expect(await open.commit(one, staged.value)).toMatchObject({ ok: true });
  expect(await open.commit(one, staged.value)).toMatchObject({ ok: true });
  expect(data()["prometheus.yml"]).toBe(mainTextOf(one.bundle));
  for (let repeat = 0; repeat < 2; repeat += 1) expect(await open.undo(one, staged.value)).toMatchObject({ ok: true });
  await open.collectGarbage([]);
  expect(data()).toEqual(before);
});

test("keeps no last-applied annotation, and lets nobody without its mark switch", async () => {
  const { open, name } = openObjects();
  const one = delivery("global: {}\n", 4);
  const staged = await open.stage(one);
  if (!staged.ok) throw new Error(staged.problems[0].code);
  await open.discard(5);
  expect(await open.commit(one, staged.value)).toMatchObject({ problems: [{ code: "deployment/staged-missing" }] });
  const annotations = fleet.apiServer.store.get("secrets", NAMESPACE, name)?.metadata.annotations ?? {};
  expect(Object.keys(annotations).sort()).toEqual(["promfleet/fence", "promfleet/server-id", "promfleet/server-name"]);
});

test.each<
  [
    guarantee: string,
    options: Parameters<typeof openObjects>[0],
    change: (at: ReturnType<typeof openObjects>) => void,
    code: string,
  ]
>([
  [
    "a key of another manager is left alone without the user's word",
    { isTakeover: false },
    () => undefined,
    "delivery/foreign-manager",
  ],
  ["a missing right to patch is named", { denied: "patch" }, () => undefined, "delivery/forbidden"],
  ["a missing right to read is named", { denied: "get" }, () => undefined, "delivery/forbidden"],
  ["a missing right to create is named", { denied: "create" }, () => undefined, "delivery/forbidden"],
  [
    "F-16: an object of another server is left alone",
    {},
    ({ at }) => {
      editAs(fleet.apiServer.store, RESOURCES.secrets, at, [[["metadata", "annotations", "promfleet/server-id"], "other"]]);
    },
    "delivery/foreign-owner",
  ],
  [
    "an object that can never change is named",
    {},
    ({ at }) => editAs(fleet.apiServer.store, RESOURCES.secrets, at, [[["immutable"], true]]),
    "delivery/immutable",
  ],
])("%s", async (_guarantee, options, change, code) => {
  const place = openObjects(options);
  change(place);
  const before = place.data();
  expect(await place.open.preflight(delivery("global: {}\n"))).toMatchObject({ ok: false, problems: [{ code }] });
  expect(place.data()).toEqual(before);
});

test("what somebody else has changed meanwhile is neither replaced nor taken back", async () => {
  const { open, edit, data } = openObjects();
  const one = delivery("global: {} # one\n");
  const staged = await open.stage(one);
  if (!staged.ok) throw new Error(staged.problems[0].code);
  edit("# a hand\n");
  expect(await open.commit(one, staged.value)).toMatchObject({ problems: [{ code: "deployment/changed-meanwhile" }] });
  edit(OWN_CONFIG);
  expect(await open.commit(one, staged.value)).toMatchObject({ ok: true });
  edit("# a hand again\n");
  expect(await open.undo(one, staged.value)).toMatchObject({ problems: [{ code: "deployment/foreign-edit" }] });
  expect(data()["prometheus.yml"]).toBe("# a hand again\n");
});

test("409: a change of another key in between is no reason to stop", async () => {
  const { open, edit, data } = openObjects();
  const one = delivery("global: {} # one\n");
  const staged = await open.stage(one);
  if (!staged.ok) throw new Error(staged.problems[0].code);
  const { store } = fleet.apiServer;
  let left = 2;
  const end = store.subscribe("secrets", () => undefined);
  const get = store.get;
  // Between our reading and our writing somebody writes another key, twice.
  store.get = (resource, namespace, name) => {
    const found = get(resource, namespace, name);
    if (left > 0 && resource === "secrets") {
      left -= 1;
      queueMicrotask(() => edit(`groups: [] # ${left}`, "rules.yml"));
    }
    return found;
  };
  try {
    expect(await open.commit(one, staged.value)).toMatchObject({ ok: true });
  } finally {
    store.get = get;
    end();
  }
  expect(data()).toMatchObject({ "prometheus.yml": "global: {} # one\n" });
});

test.each([
  [27, 20_000, true],
  [27, 40_000, false],
  [180, 5_000, true],
  [180, 20_000, false],
])("F-28: %i clusters of %i bytes are counted before anything is written", async (clusters, each, fits) => {
  const { open, data, name } = openObjects();
  const before = data();
  const text = `#${"x".repeat(clusters * each)}\n`;
  const big = delivery(text, 1, clusters, "token ".repeat(100));
  const tried = await open.preflight(big);
  expect(data()).toEqual(before);
  if (fits) return expect(tried.ok).toBe(true);
  const bytes = Buffer.byteLength(text) + "groups: []".length + clusters * 600;
  const parameters = { resource: "secrets", namespace: NAMESPACE, name, bytes, max: 1_048_576, clusters };
  expect(tried).toMatchObject({ ok: false, problems: [{ code: "delivery/too-big", parameters }] });
});

async function startPlace(options: KubernetesPlaceOptions): Promise<KubernetesPlace> {
  count += 1;
  return await startKubernetesPlace(fleet, { name: `config-${count}`, ...options });
}

test.each<[guarantee: string, changes: KubernetesPlaceOptions]>([
  ["a Secret is deployed to the end once the kubelet shows it", {}],
  ["a ConfigMap and a Secret are deployed to the end", { changes: { configMapName: "prometheus-main" } }],
])(
  "%s",
  async (_guarantee, options) => {
    const place = await startPlace(options);
    const { id } = await fleet.addCluster({ jobs: [{ template: "nodes", parameters: {} }] });
    const server = await fleet.addServer(place.prometheus, {
      transport: place.transport,
      transportSecret: place.token,
      clusterIds: [id],
    });
    const done = await deploy(server);
    expect({ status: done.status, problems: done.problems }).toEqual({ status: "live", problems: [] });
    expect(await place.prometheus.scrapePools()).toHaveLength(2);
    expect(await place.prometheus.loadedConfig()).toContain("/nodes");
    expect(place.keys().filter((key) => key.startsWith("promfleet."))).toHaveLength(2);
    place.stop();
  },
  60_000,
);

test("what Prometheus refuses is taken back, and the volume shows the old file", async () => {
  const place = await startPlace({});
  // A file that only Prometheus reads, beside the main file.
  place.edit("bad.yml", "groups: nonsense\n");
  await expect.poll(() => existsSync(join(dirname(place.mainFile), "bad.yml")), { timeout: 10_000 }).toBe(true);
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: `rule_files: [bad.yml]\n${OWN_CONFIG}`,
  });
  const done = await deploy(server, { overwrite: true });
  expect(done.status).toBe("rolled_back");
  expectSentences(done);
  expect(place.readMain()).toBe(OWN_CONFIG);
  place.stop();
}, 60_000);

test("F-08: a file that is mounted with subPath is explained, and the object is as before", async () => {
  const place = await startPlace({ volume: { subPath: "prometheus.yml" }, changes: { visibleSeconds: 2 } });
  const { id } = await fleet.addCluster({ jobs: [{ template: "nodes", parameters: {} }] });
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    clusterIds: [id],
  });
  const done = await deploy(server, {}, { verifyMs: 3_000, pollMs: 200, comparison: { settleMs: 0, totalMs: 1, pollMs: 100 } });
  expect(done.status).toBe("rolled_back");
  expect(done.problems.map(({ code }) => code)).toContain("delivery/not-shown");
  expectSentences(done);
  expect(place.readMain()).toBe(OWN_CONFIG);
  place.stop();
}, 60_000);
