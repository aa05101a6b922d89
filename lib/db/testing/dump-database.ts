import { db } from "@/lib/db/database";

/** Everything that a thief of the database would have: every column of every row, bytes as latin1. */
export async function dumpDatabase(): Promise<string> {
  const tables = await db().$queryRawUnsafe<{ name: string }[]>(
    process.env.TEST_DATABASE_URL
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_master WHERE type = 'table'",
  );
  const dump: string[] = [];
  for (const { name } of tables) {
    const rows = await db().$queryRawUnsafe<Record<string, unknown>[]>(`SELECT * FROM "${name}"`);
    for (const row of rows) dump.push(...Object.values(row).map(asText));
  }
  return dump.join("\n");
}

function asText(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("latin1");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
