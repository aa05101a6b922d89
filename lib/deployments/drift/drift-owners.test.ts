import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseClient, db, openDatabase, overrideDatabaseForTest } from "@/lib/db/database";
import { migrate } from "@/lib/db/migrate";
import { createTemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import type { DeploymentInput } from "@/lib/deployments/schema";
import {
  deploy as deployAndCompare,
  OWN_CONFIG,
  readMain,
  startFleet,
  summary,
  type TestFleet,
  TIMES,
} from "@/lib/deployments/testing/fleet";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import type { Server, ServerEdit } from "@/lib/servers/schema";
import { adoptDrift, previewAdoption } from "./adopt-drift";
import { checkDrift } from "./get-drift";

// Whose folder it is, and which of two databases knows more: a real Prometheus runs what the other one has deployed.

const ACTOR = { id: "ada", name: "Ada" };
// Nothing here asks whether the targets are as foreseen.
const NO_COMPARISON = { ...TIMES, comparison: { settleMs: 0, totalMs: 100, pollMs: 50 } };
const deploy = (server: Server, input: Partial<DeploymentInput> = {}) => deployAndCompare(server, input, NO_COMPARISON);

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => {
  await fleet.stop();
});

test("F-16: the second instance on one folder sees the owner and is refused", { timeout: 120_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const first = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
  expect(summary(await deploy(first))).toMatchObject({ status: "live" });
  const deployed = readMain(prometheus.directory);

  const mine = databaseClient();
  const theirs = await createTemporaryDatabase();
  await migrate(theirs.url);
  const other = openDatabase(theirs.url);
  try {
    overrideDatabaseForTest(other);
    const second = await fleet.addServer(prometheus, { clusterIds: [(await fleet.addCluster()).id] });
    expect((await planDeployment(second.id)).problems).toMatchObject([{ code: "deployment/foreign-owner" }]);
    for (const overwrite of [false, true]) {
      expect(summary(await deploy(second, { overwrite }))).toMatchObject({
        status: "rejected",
        codes: ["deployment/foreign-owner"],
      });
    }
    expect(await checkDrift(second.id)).toMatchObject({
      word: "foreign_owner",
      problems: [{ code: "deployment/foreign-owner", parameters: { owner: first.name, ownerId: first.id } }],
    });
    await expect(previewAdoption(second.id)).rejects.toMatchObject({ problems: [{ code: "deployment/foreign-owner" }] });
  } finally {
    overrideDatabaseForTest(mine);
    await other.$disconnect();
    await theirs.remove();
  }
  expect(readMain(prometheus.directory)).toBe(deployed);
  expect(await checkDrift(first.id)).toMatchObject({ word: "none" });
});

test("F-40: a database restored from an older backup asks before it goes back in time", { timeout: 180_000 }, async () => {
  const prometheus = await fleet.run("3.5", fleet.makeFolder());
  const cluster = await fleet.addCluster();
  const server = await fleet.addServer(prometheus, { clusterIds: [cluster.id] });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  const backup = await takeBackup(server);
  await changeBaseConfig(server, OWN_CONFIG.replace("5s   # fast", "9s   # newer"));
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  const newer = readMain(prometheus.directory);

  await backup.restore();
  expect(await getServer(server.id)).toMatchObject({ liveRevision: { number: 1 } });
  expect(await checkDrift(server.id)).toMatchObject({
    word: "newer_than_database",
    problems: [{ code: "drift/newer-than-database", parameters: { number: 2, known: 1 } }],
  });
  expect((await planDeployment(server.id)).problems).toMatchObject([{ code: "drift/newer-than-database" }]);
  expect(summary(await deploy(server))).toMatchObject({ status: "rejected", codes: ["drift/newer-than-database"] });
  expect(readMain(prometheus.directory)).toBe(newer);

  const adoption = await previewAdoption(server.id);
  expect(adoption.after).toBe(OWN_CONFIG.replace("5s   # fast", "9s   # newer"));
  expect(await adoptDrift(server.id, adoption, ACTOR)).toMatchObject({ word: "adopted" });
  expect(summary(await deploy(server))).toMatchObject({ status: "live" });
  expect(readMain(prometheus.directory)).toBe(newer);
  expect(await checkDrift(server.id)).toMatchObject({ word: "none" });
});

async function changeBaseConfig(server: Server, baseConfig: string): Promise<void> {
  const { name, url, transport, clusterIds, prometheusVersion, caPem, version } = await getServer(server.id);
  const auth = { kind: "none" } as const;
  const edit: ServerEdit = { name, url, transport, clusterIds, prometheusVersion, caPem, version, auth, baseConfig };
  await editServer(server.id, edit, ACTOR);
}

/** Yesterday's database: of SQLite a copy of the file, of PostgreSQL the rows that were there. */
async function takeBackup(server: Server): Promise<{ restore(): Promise<void> }> {
  if (process.env.TEST_DATABASE_URL) {
    const stored = await db().server.findUniqueOrThrow({ where: { id: server.id } });
    const config = { ownerKind: "server", ownerId: server.id, field: "base-config" };
    return {
      restore: async () => {
        await db().deployment.deleteMany({ where: { serverId: server.id, revision: { number: { gt: 1 } } } });
        await db().revision.deleteMany({ where: { serverId: server.id, number: { gt: 1 } } });
        await db().secret.deleteMany({ where: { ...config, version: { gt: 1 } } });
        await db().server.update({ where: { id: server.id }, data: { baseConfigMasked: stored.baseConfigMasked, version: 1 } });
      },
    };
  }
  const folder = (await createTemporaryDatabase()).folder;
  const copy = join(folder, "yesterday.db");
  await db().$executeRawUnsafe(`VACUUM INTO '${copy}'`);
  return {
    restore: async () => {
      const today = databaseClient();
      overrideDatabaseForTest(openDatabase(`file:${copy}`));
      await today.$disconnect();
    },
  };
}
