import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { db } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { certificate, type TestServer } from "@/lib/http/testing/tls-server";
import { startFakeApiServer, status } from "@/lib/kubernetes/checkup/testing/fake-api-server";
import { metrics } from "@/lib/metrics/registry";
import { createKeyringFile } from "@/lib/secrets/keyring";
import { listClusters } from "./list-clusters";
import { sweepHealth } from "./sweep-health";

let temporary: TemporaryDatabase;
let well: TestServer;
let ill: TestServer;

beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  well = await startFakeApiServer();
  ill = await startFakeApiServer({ answers: { "": status(401, "Unauthorized") } });
});

afterEach(async () => {
  await db().cluster.deleteMany();
});

afterAll(async () => {
  await Promise.all([well.close(), ill.close()]);
  await temporary.remove();
});

async function add(name: string, apiServer: string): Promise<string> {
  const tls = { kind: "ca", caPem: certificate("authority") } as const;
  const record = await insertCluster({ name, apiServer, tls, tlsServerName: null, labels: {}, jobs: [] });
  await storeClusterToken(record, "token", null);
  return record.id;
}

const healthOf = async () => (await listClusters()).map(({ name, health }) => `${name} ${health?.outcome ?? "unknown"}`);

test("each cluster gets its own word, in the list and as metrics", async () => {
  await add("alpha", well.url);
  await add("beta", ill.url);
  await add("gamma", "https://localhost:1");
  expect(await healthOf()).toEqual(["alpha unknown", "beta unknown", "gamma unknown"]);

  expect(await sweepHealth()).toEqual({ looked: 3, passed: 0 });

  expect(await healthOf()).toEqual(["alpha ok", "beta unauthorized", "gamma refused"]);
  const text = await metrics().registry.metrics();
  expect(text.split("\n").filter((line) => /^promfleet_cluster_(?:up|health)\{/.test(line))).toEqual([
    'promfleet_cluster_up{cluster="alpha"} 1',
    'promfleet_cluster_up{cluster="beta"} 0',
    'promfleet_cluster_up{cluster="gamma"} 0',
    'promfleet_cluster_health{outcome="ok"} 1',
    'promfleet_cluster_health{outcome="unauthorized"} 1',
    'promfleet_cluster_health{outcome="refused"} 1',
  ]);
});

test("since when it has been so stays while it is the same", async () => {
  await add("alpha", well.url);
  const seen = async () => (await listClusters())[0]?.health;
  await sweepHealth();
  const first = await seen();
  await sweepHealth();
  const second = await seen();
  expect(second).toMatchObject({ outcome: "ok", since: first?.since, kubernetesVersion: "v1.36.2" });
  expect(Date.parse(second?.checkedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(first?.checkedAt ?? ""));
});

test("one that has failed five times is left alone, and the others are not", async () => {
  await add("alpha", well.url);
  const id = await add("beta", ill.url);
  for (let count = 0; count < 5; count += 1) await sweepHealth();
  expect(await sweepHealth()).toEqual({ looked: 1, passed: 1 });
  expect(await healthOf()).toEqual(["alpha ok", "beta unauthorized"]);

  const longAgo = new Date(Date.now() - 31_000);
  await db().clusterHealth.update({ where: { clusterId: id }, data: { checkedAt: longAgo } });
  expect(await sweepHealth()).toEqual({ looked: 2, passed: 0 });
});

test("a cluster whose token does not open is passed", async () => {
  const id = await add("alpha", well.url);
  await db().cluster.update({ where: { id }, data: { apiServer: ill.url } });
  expect(await sweepHealth()).toEqual({ looked: 0, passed: 1 });
});
