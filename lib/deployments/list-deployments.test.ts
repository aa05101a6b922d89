import { afterAll, beforeAll, expect, test } from "vitest";
import { insertDeployment } from "@/lib/db/deployments";
import { insertRevision } from "@/lib/db/revisions";
import { insertServer } from "@/lib/db/servers";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { createKeyringFile, overrideKeyringForTest } from "@/lib/secrets/keyring";
import { Secret } from "@/lib/secrets/secret";
import { serverInputSchema } from "@/lib/servers/schema";
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
  const input = serverInputSchema.parse({
    name,
    url: "http://127.0.0.1:1",
    auth: { kind: "none" },
    transport: { kind: "directory", directory: `/srv/${name}` },
  });
  const secrets = { auth: { kind: "none" }, baseConfig: new Secret(""), baseConfigMasked: "", transportSecret: null } as const;
  const serverId = await insertServer({ ...input, ...secrets, policy: {} });
  const main = { path: "prometheus.yml", content: "# 1\n", mode: 0o640, isSecret: false };
  const bundle = { files: [main], config: main.content, jobs: [], digest: name.padStart(64, "0") };
  const contents = { mainDigest: name, jobs: [], files: ["prometheus.yml"] };
  const { id: revisionId } = await insertRevision({
    serverId,
    bundle,
    configMasked: main.content,
    contents,
    author: "a",
    reason: "",
  });
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
