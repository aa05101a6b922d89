import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { PrismaPg } from "@prisma/adapter-pg";
import { env } from "@/lib/env";
import { processSingleton } from "@/lib/singleton";
import { PrismaClient } from "@/prisma/generated/postgresql/client";
import { PrismaClient as SqlitePrismaClient } from "@/prisma/generated/sqlite/client";

/** How long a statement waits for another process that is writing to the same SQLite file. */
const BUSY_TIMEOUT_MS = 5000;
const RETRY_DELAY_MS_MAX = 250;

export type Database = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction">;

/** True when a database URL means a PostgreSQL server, false for an SQLite file. */
export function isPostgresUrl(url: string): boolean {
  return url.startsWith("postgres");
}

/** Opens a database; nothing is sent before the first query. */
export function openDatabase(url: string): PrismaClient {
  if (isPostgresUrl(url)) return new PrismaClient({ adapter: new PrismaPg({ connectionString: url }), errorFormat: "minimal" });
  mkdirSync(dirname(url.slice("file:".length)), { recursive: true, mode: 0o700 });
  // `timeout` is an option of the driver below; without it two processes fail at once instead of waiting.
  const options = { url, timeout: BUSY_TIMEOUT_MS };
  const client = new SqlitePrismaClient({ adapter: new PrismaLibSql(options), errorFormat: "minimal" });
  // Both clients come from the same models (`npm run db:drift` holds them together): one type serves both.
  return client as unknown as PrismaClient;
}

const client = processSingleton("database", () => openDatabase(env().databaseUrl));
const openTransaction = new AsyncLocalStorage<Database>();

/** The database of this process; inside `inTransaction` it is that transaction. */
export function db(): Database {
  return openTransaction.getStore() ?? client.get();
}

/** The client itself, for better-auth's adapter; everyone else takes `db()`. */
export function databaseClient(): PrismaClient {
  return client.get();
}

/**
 * Runs `work` whole or not at all; every repository function called inside takes part.
 * It may run several times when another process was writing: no effects outside the database in it.
 */
export async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
  if (openTransaction.getStore() !== undefined) return work();
  // A transaction that has read before it writes is refused at once when another process has written meanwhile.
  const endsAt = performance.now() + BUSY_TIMEOUT_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client
        .get()
        .$transaction((transaction) => openTransaction.run(transaction as Database, work), { maxWait: 10_000, timeout: 10_000 });
    } catch (error) {
      if (performance.now() >= endsAt || !isContention(error)) throw error;
      const delayMs = Math.min(attempt * 20, RETRY_DELAY_MS_MAX) * (1 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}

/** Busy file, write conflict, deadlock: nothing happened, another attempt may succeed. */
function isContention(error: unknown): boolean {
  const code = prismaCode(error);
  return code === "P1008" || code === "P2034" || (error instanceof Error && /SQLITE_BUSY/.test(error.message));
}

/** Prisma's code of a failed query, e.g. P2002 for a value that must be unique. */
export function prismaCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** True when a query failed because a value that must be unique is taken. */
export function isUniqueViolation(error: unknown): boolean {
  return prismaCode(error) === "P2002";
}

/** True when a row could not go because others refer to it (or could not come because what it refers to is gone). */
export function isReferenceViolation(error: unknown): boolean {
  return prismaCode(error) === "P2003";
}

/** Fails when the database does not answer. */
export async function pingDatabase(): Promise<void> {
  await db().$queryRaw`SELECT 1`;
}

/** Points this process at another database in a test. */
export function overrideDatabaseForTest(replacement: PrismaClient | undefined): void {
  client.set(replacement);
}
