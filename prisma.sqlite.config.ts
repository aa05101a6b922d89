import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { defineConfig } from "prisma/config";

// The SQLite models are the PostgreSQL ones with another provider and another output folder.
const source = "prisma/schema";
const derived = "prisma/.generated/sqlite";
mkdirSync(derived, { recursive: true });
for (const file of readdirSync(source)) {
  const text = readFileSync(`${source}/${file}`, "utf8")
    .replace('provider = "postgresql"', 'provider = "sqlite"')
    .replace("../generated/postgresql", "../../generated/sqlite");
  writeFileSync(`${derived}/${file}`, text);
}

export default defineConfig({
  schema: derived,
  migrations: { path: "prisma/migrations-sqlite" },
  datasource: { url: process.env.SQLITE_URL ?? "file:./data/promfleet.db" },
});
