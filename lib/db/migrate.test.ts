import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isPostgresUrl, openDatabase } from "./database";
import { migrate } from "./migrate";
import { createTemporaryDatabase, type TemporaryDatabase } from "./testing/temporary-database";

const ROOT = process.cwd();
let temporary: TemporaryDatabase;
let root: string;

beforeEach(async () => {
  temporary = await createTemporaryDatabase();
  root = join(temporary.folder, "root");
  for (const folder of ["migrations", "migrations-sqlite"]) {
    cpSync(join(ROOT, "prisma", folder), join(root, "prisma", folder), { recursive: true });
  }
});

afterEach(async () => {
  await temporary.remove();
});

/** Adds a migration to the test's own history. */
function addMigration(name: string, sql: string): void {
  for (const folder of ["migrations", "migrations-sqlite"]) {
    mkdirSync(join(root, "prisma", folder, name), { recursive: true });
    writeFileSync(join(root, "prisma", folder, name, "migration.sql"), sql);
  }
}

/** Tables besides those of the first migration, and the rows of one of them. */
async function query(sql: string): Promise<unknown[]> {
  const database = openDatabase(temporary.url);
  try {
    return await database.$queryRawUnsafe<unknown[]>(sql);
  } finally {
    await database.$disconnect();
  }
}

async function startProcess(): Promise<ChildProcess> {
  const outfile = join(ROOT, ".cache", "migrate-process.mjs");
  await build({
    entryPoints: [join(ROOT, "lib/db/testing/migrate-process.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "server-only": join(ROOT, "e2e/support/server-only.ts") },
    logLevel: "silent",
  });
  return spawn(process.execPath, [outfile, temporary.url, root], { stdio: ["ignore", "pipe", "inherit"], cwd: ROOT });
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on("close", () => resolve(text));
  });
}

/** Long work in the middle of a migration: on PostgreSQL the server sleeps, SQLite counts. */
function longStatement(): string {
  if (isPostgresUrl(temporary.url)) return "SELECT pg_sleep(4);";
  return `INSERT INTO half SELECT value FROM (WITH RECURSIVE numbers(value) AS
    (SELECT 1 UNION ALL SELECT value + 1 FROM numbers WHERE value < 2000000000) SELECT max(value) AS value FROM numbers);`;
}

test("a second start finds nothing to do, and foreign keys hold", async () => {
  expect((await migrate(temporary.url)).length).toBeGreaterThan(0);
  expect(await migrate(temporary.url)).toEqual([]);
  const database = openDatabase(temporary.url);
  const orphan = database.serverCluster.create({ data: { serverId: "nobody", clusterId: "nobody" } });
  await expect(orphan).rejects.toMatchObject({ code: "P2003" });
  await database.$disconnect();
});

test("a process killed in the middle of a migration leaves the old state, and the next one finishes the work", async () => {
  await migrate(temporary.url, root);
  addMigration("29990101000000_first", "CREATE TABLE earlier (id INTEGER);");
  addMigration("29990102000000_second", `CREATE TABLE half (id INTEGER); INSERT INTO half VALUES (1); ${longStatement()}`);
  const child = await startProcess();
  const closed = outputOf(child);
  if (child.stdout !== null) await once(child.stdout, "data");
  // It has just begun; by now it is inside the long statement.
  await sleep(1000);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill("SIGKILL");
  expect(await closed).toBe("started\n");

  await expect(query("SELECT * FROM earlier")).rejects.toThrow();
  await expect(query("SELECT * FROM half")).rejects.toThrow();
  expect(await query("SELECT * FROM _prisma_migrations WHERE migration_name LIKE '2999%'")).toEqual([]);

  addMigration("29990102000000_second", "CREATE TABLE half (id INTEGER); INSERT INTO half VALUES (1);");
  expect(await migrate(temporary.url, root)).toEqual(["29990101000000_first", "29990102000000_second"]);
  expect(await query("SELECT id FROM half")).toEqual([{ id: 1 }]);
});

test("a migration that fails takes those before it back as well", async () => {
  await migrate(temporary.url, root);
  addMigration("29990101000000_first", "CREATE TABLE earlier (id INTEGER);");
  addMigration("29990102000000_second", "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1);");
  await expect(migrate(temporary.url, root)).rejects.toThrow("migration 29990102000000_second failed");
  await expect(query("SELECT * FROM earlier")).rejects.toThrow();
});

test("of several processes that start at once, one migrates and all succeed", async () => {
  const children = await Promise.all([startProcess(), startProcess(), startProcess()]);
  const outputs = await Promise.all(children.map(outputOf));
  const all = readdirSync(join(ROOT, "prisma/migrations"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const applied = [0, 0, all.length].map((count) => `started\napplied ${count}\n`);
  expect(outputs.sort()).toEqual(applied);
});

test("a database that is newer than this version is refused untouched", async () => {
  addMigration("29990101000000_future", "CREATE TABLE future (id INTEGER);");
  await migrate(temporary.url, root);
  await expect(migrate(temporary.url)).rejects.toThrow("newer than this version of Promfleet (29990101000000_future)");
});

test("a migration whose text has changed since it was applied is refused", async () => {
  addMigration("29990101000000_first", "CREATE TABLE earlier (id INTEGER);");
  await migrate(temporary.url, root);
  addMigration("29990101000000_first", "CREATE TABLE earlier (id TEXT);");
  await expect(migrate(temporary.url, root)).rejects.toThrow("29990101000000_first: the file is not the one");
});
