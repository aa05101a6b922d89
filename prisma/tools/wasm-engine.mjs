// Prisma's schema engine as WebAssembly, from its npm package, on databases in memory.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PGlite } from "@electric-sql/pglite";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { PrismaPGlite } from "pglite-prisma-adapter";

/** The engine's own table, which it expects but does not make on an empty SQLite database. */
const MIGRATIONS_TABLE = `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

let loaded;

/** @returns the version of the engine */
export async function engineVersion() {
  loaded ??= load();
  await loaded;
  return bindings.version();
}

/**
 * @param datamodels pairs of path and text
 * @param url of the datasource; only its kind counts
 */
export async function createEngine(datamodels, url) {
  loaded ??= load();
  await loaded;
  const factory = url.startsWith("file:") ? createSqlite() : createPostgres();
  const models = datamodels.length === 0 ? undefined : datamodels;
  return bindings.SchemaEngine.new({ datamodels: models }, () => undefined, bindMigrationAwareSqlAdapterFactory(factory));
}

async function load() {
  const bindingsFile = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = await readFile(bindingsFile.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The adapter does not wait for scripts: each goes to the database whole, and is waited for. */
function createPostgres() {
  return withConnections(new PrismaPGlite(new PGlite()), (connection) => {
    connection.executeScript = async (sql) => {
      try {
        await connection.client.exec(sql);
      } catch (error) {
        connection.onError(error);
      }
    };
    return connection;
  });
}

function createSqlite() {
  return withConnections(new PrismaLibSql({ url: "file::memory:" }), (connection) => {
    const queryRaw = connection.queryRaw.bind(connection);
    const executeRaw = connection.executeRaw.bind(connection);
    connection.queryRaw = async (query) => {
      try {
        return await queryRaw(query);
      } catch (error) {
        if (!query.sql.includes("FROM `_prisma_migrations`")) throw error;
        await connection.executeScript(MIGRATIONS_TABLE);
        return await queryRaw(query);
      }
    };
    // Migrations are replayed through executeRaw, where the driver runs only the first statement of a text.
    connection.executeRaw = async (query) => {
      if (query.args.length > 0) return await executeRaw(query);
      await connection.executeScript(query.sql);
      return 0;
    };
    return connection;
  });
}

/** Changes every connection that an adapter opens. */
function withConnections(factory, change) {
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => change(await factory.connect()),
    connectToShadowDb: async () => change(await factory.connectToShadowDb()),
  };
}
