import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RealPrometheus } from "@/e2e/support/real-prometheus";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { type Cluster, clusterEditSchema } from "@/lib/clusters/schema";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { listRevisions } from "@/lib/servers/list-revisions";
import { type Server, serverEditSchema } from "@/lib/servers/schema";
import { getDeployment } from "./get-deployment";
import { confirmEverything } from "./guards/confirm-everything";
import { listDeployments } from "./list-deployments";
import { planDeployment } from "./plan-deployment";
import { rollOutCredential } from "./roll-out-credentials";
import { settleDeployments } from "./running";
import type { RollbackInput } from "./schema";
import { startRollback } from "./start-rollback";
import { ACTOR, deploy, readMain, startFleet, summary, type TestFleet, TIMES } from "./testing/fleet";

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(() => fleet.stop());

async function setJobs(cluster: Cluster, templates: readonly string[], token?: string): Promise<void> {
  const { name, apiServer, tls, tlsServerName, labels, version } = await getCluster(cluster.id);
  const jobs = templates.map((template) => ({ template }));
  const fields = { name, apiServer, tls, tlsServerName, labels, version, jobs, ...(token === undefined ? {} : { token }) };
  await editCluster(cluster.id, clusterEditSchema.parse(fields), ACTOR);
}

async function setClusters(server: Server, clusterIds: readonly string[]): Promise<void> {
  const { name, url, transport, baseConfig, version } = await getServer(server.id);
  await editServer(
    server.id,
    serverEditSchema.parse({ name, url, transport, baseConfig, version, auth: { kind: "none" }, clusterIds }),
    ACTOR,
  );
}

/** Plans the rollback to the revision with a number, confirms what it asks for, starts, and waits for the end. */
async function rollBack(server: Server, number: number, input: Partial<RollbackInput> = {}) {
  const revisionId = (await listRevisions(server.id)).find((revision) => revision.number === number)?.id ?? "";
  const { digest } = await planDeployment(server.id, revisionId);
  const confirmed = await confirmEverything(server.id, revisionId);
  const whole = { serverId: server.id, revisionId, digest, reason: "it was better", ...confirmed, ...input };
  const { id } = await startRollback(whole, ACTOR, TIMES);
  await settleDeployments();
  return await getDeployment(id);
}

const loadedJobs = async (prometheus: RealPrometheus) =>
  [...new Set((await prometheus.targets()).map(({ scrapePool }) => scrapePool))].sort();

test("a rollback is a new revision with its own plan; the settings stay, and nothing redeploys them", {
  timeout: 120_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  expect(await deploy(server)).toMatchObject({ status: "live", kind: "deploy", rolledBackTo: null });
  const first = readMain(prometheus.directory);
  await setJobs(cluster, ["nodes"]);
  expect(await deploy(server, await confirmEverything(server.id))).toMatchObject({ status: "live" });
  expect(await loadedJobs(prometheus)).toEqual([`${cluster.name}/nodes`, "own"]);

  const done = await rollBack(server, 1);
  expect(done).toMatchObject({ status: "live", kind: "rollback", rolledBackTo: 1, revision: { number: 3 } });
  expect(readMain(prometheus.directory)).toBe(first);
  expect(await loadedJobs(prometheus)).toEqual([`${cluster.name}/nodes`, `${cluster.name}/pods`, "own"]);
  expect(await planDeployment(server.id)).toMatchObject({ isUpToDate: false, liveRollback: { number: 1, author: "Ada" } });

  // A token that is renewed meanwhile does not bring the settings back behind anybody's back.
  await setJobs(cluster, ["nodes"], fleet.apiServer.rotateToken());
  await rollOutCredential(cluster.id, TIMES);
  expect(await listDeployments({ serverId: server.id })).toHaveLength(3);
  expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 3 } });

  expect(await deploy(server, await confirmEverything(server.id))).toMatchObject({ status: "live", revision: { number: 4 } });
  expect(await planDeployment(server.id)).toMatchObject({ isUpToDate: true, liveRollback: null });
});

test("F-38: the tokens of a revision that were shredded since are replaced by the current ones, and the plan names the cluster", {
  timeout: 120_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const [kept, renewed] = [await fleet.addCluster(), await fleet.addCluster()];
  const server = await fleet.addServer(prometheus, { clusterIds: [kept.id, renewed.id] });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  // Five versions of a secret are kept: the first one of this cluster is gone afterwards.
  const tokens = Array.from({ length: 6 }, () => fleet.apiServer.addToken({}));
  for (const token of tokens) await setJobs(renewed, ["nodes"], token);
  expect(summary(await deploy(server, await confirmEverything(server.id)))).toMatchObject({ status: "live" });

  const [, first] = await listRevisions(server.id);
  const plan = await planDeployment(server.id, first?.id ?? "");
  expect(plan.problems.filter(({ code }) => code.startsWith("rollback/"))).toMatchObject([
    { code: "rollback/credential-renewed", severity: "warning", parameters: { cluster: renewed.name } },
  ]);
  expect(summary(await rollBack(server, 1))).toMatchObject({ status: "live" });
  const mentioned = /credentials\/[^/]+\/token-[0-9a-f]{12}/g;
  const onDisk = new Set(readdirSync(join(prometheus.directory, "promfleet"), { recursive: true }).map(String));
  const named = [...new Set(readMain(prometheus.directory).match(mentioned))];
  expect(named).toHaveLength(2);
  expect(named.every((path) => onDisk.has(path))).toBe(true);
  const targets = (await prometheus.targets()).filter(({ scrapePool }) => scrapePool.startsWith(`${renewed.name}/`));
  expect(new Set(targets.map(({ scrapePool }) => scrapePool)).size).toBe(2);
});

test("F-38: a cluster that was deleted since keeps the credential of the revision, and the plan says so", {
  timeout: 120_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const [stays, goes] = [await fleet.addCluster(), await fleet.addCluster()];
  const server = await fleet.addServer(prometheus, { clusterIds: [stays.id, goes.id] });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  await setClusters(server, [stays.id]);
  expect(summary(await deploy(server, await confirmEverything(server.id)))).toMatchObject({ status: "live" });
  const { deleteCluster } = await import("@/lib/clusters/delete-cluster");
  await deleteCluster(goes.id, ACTOR);
  const [, first] = await listRevisions(server.id);
  expect((await planDeployment(server.id, first?.id ?? "")).problems).toContainEqual(
    expect.objectContaining({ code: "rollback/credential-deleted", parameters: { cluster: goes.name } }),
  );
  expect(summary(await rollBack(server, 1))).toMatchObject({ status: "live" });
  expect((await loadedJobs(prometheus)).filter((job) => job.startsWith(`${goes.name}/`))).toHaveLength(2);
});

test("another server's revision, another digest, or a shrinking rollback without its number are refused", {
  timeout: 120_000,
}, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus);
  const other = await fleet.addServer(prometheus);
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  await setClusters(server, [cluster.id]);
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  const [, first] = await listRevisions(server.id);
  await expect(planDeployment(other.id, first?.id ?? "")).rejects.toMatchObject({ code: "not_found" });
  await expect(rollBack(server, 1, { digest: "0".repeat(64) })).rejects.toMatchObject({
    problems: [{ code: "deployment/digest-changed" }],
  });
  await expect(rollBack(server, 1, { typed: {} })).rejects.toMatchObject({
    problems: [
      { code: "guard/untyped-targets" },
      { code: "guard/untyped-clusters", parameters: { count: 1, before: 1 } },
      { code: "guard/untyped-jobs", parameters: { count: 2, before: 3 } },
    ],
  });
});
