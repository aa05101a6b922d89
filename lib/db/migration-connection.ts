import "server-only";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { isPostgresUrl } from "./database";

export type Row = Record<string, unknown>;

/** What the migration runner needs of a database: one exclusive transaction. */
export type MigrationConnection = {
  /** Folder under prisma/ with this database's history. */
  readonly folder: string;
  /** Waits for other processes, then starts the transaction and makes the bookkeeping table if there is none. */
  begin(): Promise<void>;
  script(sql: string): Promise<void>;
  query(sql: string, values?: readonly (string | number | Date)[]): Promise<Row[]>;
  placeholder(position: number): string;
  /** A timestamp in the form in which Prisma's own tools keep it. */
  timestamp(): Date | number;
  commit(): Promise<void>;
  /** Undoes what was not committed. */
  close(): Promise<void>;
};

/** Number of the advisory lock that Prisma Migrate takes, so that its command line and we exclude each other. */
const PRISMA_LOCK = 72_707_369;
const LOCK_WAIT_MS = 60_000;

const POSTGRES_BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

const SQLITE_BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME,
  "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME,
  "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`;

/** Opens a database for migration, apart from the application's own connections. */
export function connectForMigration(url: string): Promise<MigrationConnection> {
  return isPostgresUrl(url) ? connectPostgres(url) : connectSqlite(url.slice("file:".length));
}

async function connectPostgres(url: string): Promise<MigrationConnection> {
  const { default: pg } = await import("pg");
  const connection = new pg.Client({ connectionString: url });
  await connection.connect();
  return {
    folder: "migrations",
    begin: async () => {
      await connection.query(`SET lock_timeout = ${LOCK_WAIT_MS}`);
      // The lock belongs to the session, not to the transaction: who waits must see what the other has committed.
      await connection.query(`SELECT pg_advisory_lock(${PRISMA_LOCK})`);
      await connection.query("BEGIN");
      await connection.query(POSTGRES_BOOKKEEPING);
    },
    script: async (sql) => {
      await connection.query(sql);
    },
    query: async (sql, values = []) => (await connection.query(sql, [...values])).rows,
    placeholder: (position) => `$${position}`,
    timestamp: () => new Date(),
    commit: async () => {
      await connection.query("COMMIT");
    },
    close: () => connection.end(),
  };
}

async function connectSqlite(file: string): Promise<MigrationConnection> {
  // The bare driver: executeMultiple() of @libsql/client rolls back any transaction that is open when it returns.
  const { default: SqliteDatabase } = await import("libsql");
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const options: object = { timeout: LOCK_WAIT_MS };
  const connection = new SqliteDatabase(file, options);
  connection.exec("PRAGMA journal_mode=WAL");
  const query = (sql: string, values: readonly (string | number | Date)[] = []): Row[] => {
    const statement = connection.prepare(sql);
    if (statement.reader) return statement.all(...values) as Row[];
    statement.run(...values);
    return [];
  };
  return {
    folder: "migrations-sqlite",
    begin: async () => {
      // Before BEGIN, because inside a transaction it is ignored: with foreign keys on, the DROP TABLE with which
      // Prisma rebuilds a table would delete the rows of its children.
      connection.exec("PRAGMA foreign_keys=OFF");
      connection.exec("BEGIN IMMEDIATE");
      connection.exec(SQLITE_BOOKKEEPING);
    },
    script: async (sql) => {
      connection.exec(sql);
      const orphans = query("PRAGMA foreign_key_check");
      if (orphans.length > 0) throw new Error(`${orphans.length} rows would refer to rows that do not exist`);
    },
    query: async (sql, values) => query(sql, values),
    placeholder: () => "?",
    timestamp: () => Date.now(),
    commit: async () => {
      connection.exec("COMMIT");
    },
    close: async () => {
      if (connection.inTransaction) connection.exec("ROLLBACK");
      connection.close();
    },
  };
}
