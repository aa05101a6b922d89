import { afterAll, beforeAll, expect, test } from "vitest";
import { insertDeployment } from "@/lib/db/deployments";
import { insertBareRevision, insertBareServer } from "@/lib/db/testing/bare-records";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { listDeployments } from "./list-deployments";
import { DEPLOYMENTS_LISTED_MAX } from "./schema";

const OLDER = 5;

let temporary: TemporaryDatabase;
beforeAll(async () => {
  temporary = await installTemporaryDatabase();
  createKeyringFile();
  overrideKeyringForTest(undefined);
});
afterAll(async () => await temporary.remove());

/** @returns ids, the oldest first; many begin in the same millisecond */
async function addDeployments(name: string, count: number): Promise<{ serverId: string; ids: string[] }> {
  const serverId = await insertBareServer(name);
  const revisionId = await insertBareRevision(serverId, 1);
  const ids: string[] = [];
  while (ids.length < count) ids.push((await insertDeployment({ serverId, revisionId, author: "a", reason: "" })).id);
  return { serverId, ids };
}

test("pages follow each other without a gap, and each deployment is on one of them", async () => {
  const { serverId, ids } = await addDeployments("many", DEPLOYMENTS_LISTED_MAX + OLDER);
  await addDeployments("another", 1);

  const first = await listDeployments({ serverId });
  expect(first).toHaveLength(DEPLOYMENTS_LISTED_MAX);
  const second = await listDeployments({ serverId, before: first.at(-1)?.id });
  expect(second).toHaveLength(OLDER);
  expect([...first, ...second].map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(await listDeployments({ serverId, before: second.at(-1)?.id })).toEqual([]);

  const times = [...first, ...second].map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort().reverse());
  expect(await listDeployments({ serverId, before: first[9]?.id, limit: 3 })).toEqual(first.slice(10, 13));
});

test("a page after a deployment that is not there is an error, not the end of the list", async () => {
  await expect(listDeployments({ before: "nobody" })).rejects.toMatchObject({ code: "not_found" });
});
