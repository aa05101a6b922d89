import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startProgram, waitUntilReady } from "./child-program";
import { findFreePort } from "./free-port";
import { findPostgresBin } from "./parts.mjs";

const READY_TIMEOUT_MS = 60_000;
const USER = "promfleet";

export type Postgres = Awaited<ReturnType<typeof startPostgres>>;

/** Starts a PostgreSQL of our own: free port of 127.0.0.1, data in a temporary folder, gone when stopped. */
export async function startPostgres() {
  const bin = findPostgresBin();
  if (bin === null) throw new Error("PostgreSQL is missing: run node e2e/support/install-parts.mjs");
  const account = findAccount();
  const folder = mkdtempSync(join(tmpdir(), "promfleet-postgres-"));
  if (account !== null) chownSync(folder, account.uid, account.gid);
  const options = { ...(account ?? {}), cwd: folder, env: { ...process.env, LC_ALL: "C" } };
  const data = join(folder, "data");
  const initdb = ["--pgdata", data, "--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-sync"];
  execFileSync(join(bin, "initdb"), initdb, { ...options, stdio: "pipe" });
  const port = await findFreePort();
  // Nothing here must survive a power cut; without fsync the suite is several times faster.
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`];
  settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200");
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  const server = startProgram(join(bin, "postgres"), args, options);
  const urlOf = (database: string) => `postgresql://${USER}@127.0.0.1:${port}/${database}`;
  const isReady = async () => runSql(urlOf("postgres"), "SELECT 1").then(() => true);
  await waitUntilReady("PostgreSQL", server, isReady, READY_TIMEOUT_MS);

  return {
    port,
    /** The maintenance database: for code that makes fresh databases itself. */
    adminUrl: urlOf("postgres"),
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      await server.stop("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database on a running server. @returns its DATABASE_URL */
export async function createDatabase(adminUrl: string, name: string): Promise<string> {
  await runSql(adminUrl, `CREATE DATABASE "${name}"`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root; Debian's package brings an account for it. */
function findAccount(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const ask = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}
