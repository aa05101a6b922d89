import { execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram, waitUntilReady } from "./child-program";
import { findFreePort } from "./free-port";
import { findPostgresBin } from "./parts.mjs";

const READY_TIMEOUT_MS = 30_000;
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
  const connection = ["--host", "127.0.0.1", "--port", String(port), "--username", USER];
  const psql = (sql: string) => {
    const query = ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", "postgres", "--command", sql];
    return execFileSync("psql", [...connection, ...query], { encoding: "utf8", stdio: "pipe" });
  };
  await waitUntilReady("PostgreSQL", server, async () => psql("SELECT 1").trim() === "1", READY_TIMEOUT_MS);
  const urlOf = (database: string) => `postgresql://${USER}@127.0.0.1:${port}/${database}`;

  return {
    port,
    /** The maintenance database: for code that makes fresh databases itself. */
    adminUrl: urlOf("postgres"),
    /** Makes an empty database. @returns its DATABASE_URL */
    createDatabase(name: string): string {
      psql(`CREATE DATABASE "${name}"`);
      return urlOf(name);
    },
    async stop() {
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      await server.stop("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; Debian's package brings an account for it. */
function findAccount(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const ask = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}
