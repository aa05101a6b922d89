import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GET } from "@/app/-/ready/route";
import { installFreshKeyring } from "@/lib/access/testing/browser";
import { databaseClient } from "@/lib/db/database";
import { installTemporaryDatabase, type TemporaryDatabase } from "@/lib/db/testing/temporary-database";
import { keyring, overrideKeyringForTest, parseKeyring } from "@/lib/secrets/keyring";

let temporary: TemporaryDatabase;

beforeEach(async () => {
  temporary = await installTemporaryDatabase();
  installFreshKeyring();
});

afterEach(async () => {
  await temporary.remove();
});

const ready = async () => {
  const reply = await GET();
  return { status: reply.status, text: await reply.text() };
};
const line = (id: string, bytes: Buffer = randomBytes(32)) => `${id}:${bytes.toString("base64")}`;

test("ready with database and keyring, however often it is asked", async () => {
  expect(await ready()).toEqual({ status: 200, text: "Promfleet is ready.\n" });
  expect((await ready()).status).toBe(200);
});

test("the keyring of another installation is noticed, and the missing key is named (T-01)", async () => {
  await ready();
  const { id } = keyring().active;
  overrideKeyringForTest(parseKeyring(line("k-other")));
  const { status, text } = await ready();
  expect([status, text.includes(id)]).toEqual([503, true]);
  overrideKeyringForTest(undefined);
  expect((await ready()).status).toBe(200);
});

test("another key under the same id is noticed as well", async () => {
  await ready();
  const { id } = keyring().active;
  overrideKeyringForTest(parseKeyring(line(id)));
  expect((await ready()).status).toBe(503);
});

test("a new first key beside the old one is fine", async () => {
  await ready();
  const { id, bytes } = keyring().active;
  overrideKeyringForTest(parseKeyring(`${line("k-new")}\n${line(id, bytes)}`));
  expect((await ready()).status).toBe(200);
});

test("without its database it is not ready, and says nothing more", async () => {
  await databaseClient().$executeRawUnsafe('ALTER TABLE "Secret" RENAME TO "Gone"');
  const { status, text } = await ready();
  expect(status).toBe(503);
  expect(text).not.toMatch(/Secret|prisma|SELECT/i);
});
