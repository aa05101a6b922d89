import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Database, openDatabase, overrideDatabaseForTest } from "@/lib/db/database";
import { migrate } from "@/lib/db/migrate";
import { overrideEnvForTest } from "@/lib/env";

/** URL of a PostgreSQL server whose user may create databases; without it the tests use SQLite files. */
const POSTGRES_URL = process.env.TEST_DATABASE_URL;

export type TemporaryDatabase = { readonly url: string; readonly folder: string; remove(): Promise<void> };

/** An empty database of its own, and a folder for other files of the test. */
export async function createTemporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "promfleet-test-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (POSTGRES_URL === undefined || POSTGRES_URL === "") {
    return { url: `file:${join(folder, "promfleet.db")}`, folder, remove: async () => removeFolder() };
  }
  const name = `promfleet_test_${randomBytes(8).toString("hex")}`;
  await runOnServer(POSTGRES_URL, `CREATE DATABASE ${name}`);
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    folder,
    remove: async () => {
      await runOnServer(POSTGRES_URL, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      removeFolder();
    },
  };
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  await connection.query(sql);
  await connection.end();
}

/**
 * Makes a fresh, migrated database the one of this process; `db()` and every repository use it.
 * Settings point at the same temporary folder, and outbound requests may reach loopback.
 */
export async function installTemporaryDatabase(): Promise<TemporaryDatabase & { readonly database: Database }> {
  const temporary = await createTemporaryDatabase();
  await migrate(temporary.url);
  overrideEnvForTest({
    databaseUrl: temporary.url,
    dataDir: join(temporary.folder, "data"),
    keyringFile: join(temporary.folder, "config", "keyring"),
    allowLoopback: true,
    logLevel: "silent",
  });
  const client = openDatabase(temporary.url);
  overrideDatabaseForTest(client);
  return {
    ...temporary,
    database: client,
    remove: async () => {
      await client.$disconnect();
      overrideDatabaseForTest(undefined);
      await temporary.remove();
    },
  };
}
