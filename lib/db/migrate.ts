import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectForMigration, type MigrationConnection } from "./migration-connection";

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/**
 * Brings a database up to date: all pending migrations in one transaction, so a process that is killed leaves the old
 * state. Several processes may start at once: one works, the others wait and then find nothing to do.
 * The bookkeeping is Prisma Migrate's own, so its command line agrees about what has been applied.
 *
 * @param root folder that holds prisma/
 * @returns names of the migrations applied now
 */
export async function migrate(url: string, root: string = process.cwd()): Promise<string[]> {
  const connection = await connectForMigration(url);
  try {
    const known = readMigrations(join(/* turbopackIgnore: true */ root, "prisma", connection.folder));
    await connection.begin();
    const pending = pendingMigrations(known, await readApplied(connection));
    for (const migration of pending) await apply(connection, migration);
    await connection.commit();
    return pending.map(({ name }) => name);
  } finally {
    await connection.close();
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(/* turbopackIgnore: true */ folder, name, "migration.sql")));
  return names.sort().map((name) => {
    const sql = readFileSync(join(/* turbopackIgnore: true */ folder, name, "migration.sql"), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

/** Name to checksum of what has been applied. */
async function readApplied(connection: MigrationConnection): Promise<Map<string, string>> {
  const rows = await connection.query("SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations");
  const applied = new Map<string, string>();
  for (const row of rows) {
    if (row.rolled_back_at !== null) continue;
    if (row.finished_at === null) throw new Error(`migration ${row.migration_name} did not finish: restore a backup`);
    applied.set(String(row.migration_name), String(row.checksum));
  }
  return applied;
}

function pendingMigrations(known: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const names = new Set(known.map(({ name }) => name));
  const newer = [...applied.keys()].filter((name) => !names.has(name));
  if (newer.length > 0) {
    throw new Error(`the database is newer than this version of Promfleet (${newer.join(", ")}): start the newer version`);
  }
  const changed = known.filter(({ name, checksum }) => applied.has(name) && applied.get(name) !== checksum);
  if (changed.length > 0) {
    throw new Error(`${changed.map(({ name }) => name).join(", ")}: the file is not the one that was applied to the database`);
  }
  return known.filter(({ name }) => !applied.has(name));
}

async function apply(connection: MigrationConnection, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = connection.timestamp();
  const placeholders = [1, 2, 3, 4, 5].map((position) => connection.placeholder(position)).join(", ");
  try {
    await connection.script(sql);
    await connection.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES (${placeholders}, 1)`,
      [randomUUID(), checksum, name, startedAt, connection.timestamp()],
    );
  } catch (error) {
    throw new Error(`migration ${name} failed; the database is as it was before`, { cause: error });
  }
}
