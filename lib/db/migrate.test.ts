import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./database";
import { migrate } from "./migrate";
import { createTemporaryDatabase, type TemporaryDatabase } from "./testing/temporary-database";

let temporary: TemporaryDatabase;

beforeEach(async () => {
  temporary = await createTemporaryDatabase();
});

afterEach(async () => {
  await temporary.remove();
});

test("a second start finds nothing to do, and foreign keys hold", async () => {
  expect((await migrate(temporary.url)).length).toBeGreaterThan(0);
  expect(await migrate(temporary.url)).toEqual([]);
  const database = openDatabase(temporary.url);
  await expect(database.serverCluster.create({ data: { serverId: "nobody", clusterId: "nobody" } })).rejects.toMatchObject({
    code: "P2003",
  });
  await database.$disconnect();
});
