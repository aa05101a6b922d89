import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rulesOfManifest } from "@/e2e/support/api-server/access-rules";
import { mountVolume } from "@/e2e/support/api-server/kubelet-volume";
import { startOperator } from "@/e2e/support/api-server/operator";
import { RESOURCES } from "@/e2e/support/api-server/resources";
import { editAs } from "@/e2e/support/api-server/writes";
import { kubernetesObjects, operatorReads, renderDeployRights } from "@/lib/cluster-access/deploy-rights";
import { deploy, expectSentences, startFleet, type TestFleet } from "@/lib/deployments/testing/fleet";
import { Secret } from "@/lib/secrets/secret";
import { openPrometheusOperator } from "./prometheus-operator";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

const NAMESPACE = "monitoring";
const KEY = "scrape-configs.yaml";
let count = 0;

/** A real Prometheus whose main file an operator writes, with a job of its own; the Secret is mounted too. */
async function startPlace(spec: Record<string, unknown> = {}) {
  count += 1;
  const name = `scrape-configs-${count}`;
  const prometheusName = `k8s-${count}`;
  const { apiServer } = fleet;
  const { store } = apiServer;
  const root = fleet.makeFolder();
  const credentialsFolder = join(root, "secrets");
  const at = { namespace: NAMESPACE, name, manager: "kubectl-create" };
  editAs(store, RESOURCES.secrets, at, [[["data", "README"], Buffer.from("jobs of Promfleet").toString("base64")]]);
  const volume = mountVolume({ store, resource: "secrets", namespace: NAMESPACE, name, folder: credentialsFolder, delayMs: 500 });
  const folder = join(root, "config");
  store.put("prometheuses", {
    metadata: { namespace: NAMESPACE, name: prometheusName, generation: 1 },
    spec: { additionalScrapeConfigs: { name, key: KEY }, secrets: [name], ...spec },
  });
  const operator = startOperator({
    store,
    namespace: NAMESPACE,
    name: prometheusName,
    folder,
    ownJobs: [{ job_name: "serviceMonitor/monitoring/own/0" }],
    delayMs: 300,
  });
  const prometheus = await fleet.run("3.5", folder);
  operator.reloadWith(() => fetch(`${prometheus.url}/-/reload`, { method: "POST" }));
  const objects = kubernetesObjects({ secretName: name, configMapName: "" });
  const rules = rulesOfManifest(renderDeployRights(NAMESPACE, objects, operatorReads(prometheusName)));
  const transport = {
    kind: "prometheus-operator" as const,
    apiServer: apiServer.url,
    caPem: apiServer.caPem,
    tlsServerName: "kubernetes.default",
    namespace: NAMESPACE,
    prometheusName,
    secretName: name,
    credentialsFolder,
    key: KEY,
    visibleSeconds: 2,
    isTakeover: false,
  };
  return {
    prometheus,
    transport,
    token: apiServer.addToken({ user: "system:serviceaccount:monitoring:promfleet-deploy", rules }),
    readMain: () => readFileSync(join(folder, "prometheus.yml"), "utf8"),
    data: () => (store.get("secrets", NAMESPACE, name)?.data ?? {}) as Record<string, string>,
    keys: () => Object.keys((store.get("secrets", NAMESPACE, name)?.data ?? {}) as object),
    stop() {
      operator.stop();
      volume.stop();
    },
  };
}

test("jobs are added to the operator's own and proven on the server", async () => {
  const place = await startPlace();
  const { id } = await fleet.addCluster({ jobs: [{ template: "nodes", parameters: {} }] });
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: "",
    clusterIds: [id],
  });
  const done = await deploy(server);
  expect({ status: done.status, problems: done.problems }).toEqual({ status: "live", problems: [] });
  expect(await place.prometheus.loadedConfig()).toContain("serviceMonitor/monitoring/own/0");
  const up = async () => (await place.prometheus.targets()).filter(({ health }) => health === "up").length;
  await expect.poll(up, { timeout: 40_000 }).toBeGreaterThan(0);
  place.stop();
}, 90_000);

test("a job that the server has from somebody else is refused before anything is written", async () => {
  const place = await startPlace();
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: "scrape_configs:\n  - job_name: serviceMonitor/monitoring/own/0\n",
  });
  const done = await deploy(server);
  expect({ status: done.status, codes: done.problems.map(({ code }) => code) }).toEqual({
    status: "rejected",
    codes: ["delivery/job-taken"],
  });
  expectSentences(done);
  expect(place.keys()).toEqual(["README"]);
  place.stop();
}, 60_000);

test("what the server refuses behind the operator is taken back", async () => {
  const place = await startPlace();
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    // Longer than the interval in the operator's own main file, of which nobody here knows.
    baseConfig: "scrape_configs:\n  - job_name: own\n    scrape_timeout: 45s\n",
  });
  const before = await place.prometheus.loadedConfig();
  const done = await deploy(server);
  expect({ status: done.status, codes: done.problems.map(({ code }) => code) }).toEqual({
    status: "rolled_back",
    codes: ["deployment/reload-unsuccessful"],
  });
  expectSentences(done);
  // An empty list: without its key the operator would leave on the disk what Prometheus does not load.
  expect(Buffer.from(place.data()[KEY] ?? "", "base64").toString()).toBe("# nothing is deployed\n[]\n");
  await expect.poll(place.readMain, { timeout: 10_000 }).not.toContain("45s");
  expect(await place.prometheus.loadedConfig()).toBe(before);
  place.stop();
}, 60_000);

test("a server that has no jobs left keeps an empty list", async () => {
  const place = await startPlace();
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: "",
  });
  const done = await deploy(server);
  expect({ status: done.status, problems: done.problems }).toEqual({ status: "live", problems: [] });
  expect(Buffer.from(place.data()[KEY] ?? "", "base64").toString()).toBe("[]\n");
  place.stop();
}, 60_000);

test("a base config with more than jobs is refused before anything is written", async () => {
  const place = await startPlace();
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: "global: { scrape_interval: 10s }\nscrape_configs: []\n",
  });
  const done = await deploy(server);
  expect({ status: done.status, codes: done.problems.map(({ code }) => code) }).toEqual({
    status: "rejected",
    codes: ["delivery/base-config"],
  });
  expect(place.keys()).toEqual(["README"]);
  place.stop();
}, 60_000);

test("an object that would not take the jobs is refused before anything is written", async () => {
  const place = await startPlace({ paused: true });
  const server = await fleet.addServer(place.prometheus, {
    transport: place.transport,
    transportSecret: place.token,
    baseConfig: "",
  });
  const done = await deploy(server);
  expect({ status: done.status, codes: done.problems.map(({ code }) => code) }).toEqual({
    status: "rejected",
    codes: ["delivery/operator-paused"],
  });
  expectSentences(done);
  expect(place.keys()).toEqual(["README"]);
  place.stop();
}, 60_000);

test("while jobs do not arrive, the object's conditions and the events of its pods are told, and of no others", async () => {
  const place = await startPlace();
  const { prometheusName } = place.transport;
  const seenAt = "2026-02-03T04:05:06Z";
  const warn = (name: string, reason: string) =>
    fleet.apiServer.store.put("events", {
      metadata: { namespace: NAMESPACE, name: `${name}.${reason}`, creationTimestamp: seenAt },
      type: "Warning",
      reason,
      message: "never shown",
      involvedObject: { kind: "Pod", namespace: NAMESPACE, name },
    });
  warn(`prometheus-${prometheusName}-0`, "FailedMount");
  warn(`prometheus-${prometheusName}-other-0`, "Unhealthy");
  const connection = { url: place.prometheus.url, caPem: null, auth: { kind: "none" } as const };
  const { transport, token } = place;
  const { receiver } = openPrometheusOperator({ id: "a", name: "a", transport, connection, token: new Secret(token) });
  const heard = await receiver?.hear("0".repeat(64));
  expect(heard).toMatchObject({
    kind: "waiting",
    problem: { code: "delivery/objects-differ" },
    reasons: [
      { code: "delivery/operator-failed", parameters: { namespace: NAMESPACE, name: prometheusName } },
      { code: "delivery/operator-event", parameters: { reason: "FailedMount", at: "2026-02-03T04:05:06.000Z" } },
    ],
  });
  expectSentences({ problems: heard?.kind === "waiting" ? (heard.reasons ?? []) : [] });
  place.stop();
}, 60_000);
