import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { db } from "./database";
import { insertDeployment, setDeploymentStatus } from "./deployments";
import { pruneRevisions } from "./prune-revisions";
import { findLiveRevision, findRevision, listMainDigests, listRevisionRows } from "./revisions";
import { insertBareRevision, insertBareServer } from "./testing/bare-records";
import { installTemporaryDatabase, type TemporaryDatabase } from "./testing/temporary-database";

let temporary: TemporaryDatabase;
beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
});
afterAll(async () => await temporary.remove());

async function addDeployment(serverId: string, revisionId: string, status: "live" | "queued" | "rejected") {
  const { id } = await insertDeployment({ serverId, revisionId, author: "a", reason: "" });
  if (status !== "queued") await setDeploymentStatus(id, status, []);
}

test("the oldest lose what they hold; what is live, was live before, or is being deployed does not", async () => {
  const serverId = await insertBareServer("main");
  const ids: string[] = [];
  for (let number = 1; number <= 8; number++) ids.push(await insertBareRevision(serverId, number));
  const idOf = (number: number) => ids[number - 1] ?? "";
  for (const number of [1, 2, 4]) await addDeployment(serverId, idOf(number), "live");
  await addDeployment(serverId, idOf(3), "rejected");
  await addDeployment(serverId, idOf(5), "queued");

  expect(await pruneRevisions(serverId, 2)).toBe(3);

  // 8 and 7 are the newest, 5 is under way, 4 is live, 2 was live before it.
  expect((await listRevisionRows(serverId)).map(({ number }) => number)).toEqual([8, 7, 5, 4, 2]);
  expect(await findRevision(idOf(1))).toBeNull();
  expect((await findLiveRevision(serverId))?.number).toBe(4);
  expect(await db().secret.count({ where: { ownerKind: "revision", ownerId: { in: [1, 3, 6].map(idOf) } } })).toBe(0);
  expect(await db().deployment.count({ where: { serverId } })).toBe(5);
  expect(await listMainDigests(serverId)).toContain("main-1");
  expect(await pruneRevisions(serverId, 2)).toBe(0);
});
