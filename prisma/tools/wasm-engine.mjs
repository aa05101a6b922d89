// Loads Prisma's own schema engine, as WebAssembly, from the npm registry (no binary download).
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as bg from '@prisma/schema-engine-wasm/schema_engine_bg'

const require = createRequire(import.meta.url)
let ready
async function init() {
  const file = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': bg })
  bg.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
}

// adapter-pg 7.10 does not know the catalog type "char" (oid 18) that the schema engine reads (prisma#27403): call it text.
function patchPg(pg) {
  if (pg.__charPatched) return
  pg.__charPatched = true
  for (const proto of [pg.Pool.prototype, pg.Client.prototype]) {
    const query = proto.query
    proto.query = function (...args) {
      const r = query.apply(this, args)
      return typeof r?.then === 'function'
        ? r.then((res) => {
            for (const f of res?.fields ?? []) if (f.dataTypeID === 18) f.dataTypeID = 25
            return res
          })
        : r
    }
  }
}

// adapter-pg splits scripts on every ";" (breaks strings and function bodies) and the PGlite adapter does not await:
// send the whole script at once, which PostgreSQL runs as one implicit transaction.
function wholeScripts(factory, exec) {
  const wrap = (a) => {
    const run = exec(a)
    a.executeScript = async (sql) => {
      try {
        await run(sql)
      } catch (e) {
        a.onError(e)
      }
    }
    return a
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => wrap(await factory.connect()),
    connectToShadowDb: async () => wrap(await factory.connectToShadowDb()),
  }
}

export async function adapterFor(url) {
  // Comparing schemas needs only a shadow database: an in-memory PGlite (a dependency of the Prisma CLI) instead of a server.
  if (process.env.SCHEMA_ENGINE_MEMORY) url = /^file:/.test(url) ? 'file::memory:' : 'pglite:'
  if (/^postgres(ql)?:/.test(url)) {
    const { PrismaPg } = await import('@prisma/adapter-pg')
    const { default: pg } = await import('pg')
    patchPg(pg)
    const u = new URL(url)
    const schema = u.searchParams.get('schema') ?? undefined
    const script = (a) => (sql) => a.underlyingDriver().query(sql)
    const opt = schema ? { schema } : undefined
    const main = wholeScripts(new PrismaPg({ connectionString: url }, opt), script)
    return {
      ...main,
      // adapter-pg's own shadow database is unusable: with { connectionString } it silently connects to the REAL database
      // (in pg the connection string wins over "database"), and it drops the shadow before closing its own pool.
      connectToShadowDb: async () => {
        const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
        const admin = await main.connect()
        await admin.executeScript(`CREATE DATABASE "${database}"`)
        const shadowUrl = new URL(url)
        shadowUrl.pathname = `/${database}`
        const shadow = await wholeScripts(new PrismaPg({ connectionString: shadowUrl.href }, opt), script).connect()
        const close = shadow.dispose.bind(shadow)
        shadow.dispose = async () => {
          await close()
          await admin.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`)
          await admin.dispose()
        }
        return shadow
      },
    }
  }
  if (/^pglite:/.test(url)) {
    const { PGlite } = await import('@electric-sql/pglite')
    const { PrismaPGlite } = await import('pglite-prisma-adapter')
    return wholeScripts(new PrismaPGlite(new PGlite(url.slice('pglite:'.length) || undefined)), (a) => (sql) => a.client.exec(sql))
  }
  if (/^file:/.test(url)) {
    const { PrismaLibSql } = await import('@prisma/adapter-libsql')
    return sqliteHistory(new PrismaLibSql({ url }))
  }
  throw new Error(`no driver adapter for ${url.split(':')[0]}:`)
}

export async function newEngine({ datamodels, adapter, log = () => {} }) {
  await (ready ??= init())
  return bg.SchemaEngine.new({ datamodels }, log, bindMigrationAwareSqlAdapterFactory(adapter))
}
export const engineVersion = async () => {
  await (ready ??= init())
  return bg.version()
}

// SQLite: the WASM engine of 7.10 asks for _prisma_migrations and stops on "no such table" instead of starting a new
// history. On an EMPTY database, create that table (the engine's own DDL) and answer with no rows.
const MIGRATIONS_TABLE = `CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`
function sqliteHistory(factory) {
  const wrap = (a) => {
    const queryRaw = a.queryRaw.bind(a)
    a.queryRaw = async (q) => {
      try {
        return await queryRaw(q)
      } catch (e) {
        if (!/FROM `_prisma_migrations`/.test(q.sql)) throw e
        const tables = await queryRaw({
          sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
          args: [],
          argTypes: [],
        })
        if (tables.rows.length) throw e
        await a.executeScript(MIGRATIONS_TABLE)
        return queryRaw(q)
      }
    }
    // The engine replays migrations into the shadow database through executeRaw, and SQLite drivers run only the first
    // statement of a string there.
    const executeRaw = a.executeRaw.bind(a)
    a.executeRaw = async (q) => (q.args.length ? executeRaw(q) : (await a.executeScript(q.sql), 0))
    return a
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => wrap(await factory.connect()),
    connectToShadowDb: async () => wrap(await factory.connectToShadowDb()),
  }
}
