import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProgram, startProgram, waitUntilReady } from "./child-program";
import { findFreePort } from "./free-port";
import { PROJECT_ROOT } from "./parts.mjs";
import { createClient } from "./promfleet-client";

const READY_TIMEOUT_MS = 60_000;
const SERVE = join(PROJECT_ROOT, "dist/promfleet.mjs");

export type RunningOptions = {
  readonly port?: number;
  /** Kept after `stop` when given, else a temporary folder. */
  readonly folder?: string;
  /** Absent: SQLite in the data folder. */
  readonly databaseUrl?: string;
  readonly externalUrl?: string;
  /** Folder of promtool, to be found on PATH; null or absent: whatever the machine has. */
  readonly programs?: string | null;
  readonly environment?: Readonly<Record<string, string>>;
};

export type RunningPromfleet = Awaited<ReturnType<typeof startPromfleet>>;

/** Starts the production build on 127.0.0.1, with data and keyring of its own; outbound requests may reach loopback. */
export async function startPromfleet(options: RunningOptions = {}) {
  if (!existsSync(SERVE)) throw new Error("there is no build to start: run npm run build");
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "promfleet-app-"));
  const port = options.port ?? (await findFreePort());
  const url = options.externalUrl ?? `http://127.0.0.1:${port}`;
  const dataDir = join(folder, "data");
  const keyringFile = join(folder, "config/keyring");
  const environment: NodeJS.ProcessEnv = {
    ...withoutOurVariables(process.env),
    PATH: [options.programs, process.env.PATH].filter(Boolean).join(":"),
    NODE_ENV: "production",
    PORT: String(port),
    PROMFLEET_LISTEN_ADDRESS: "127.0.0.1",
    PROMFLEET_DATA_DIR: dataDir,
    PROMFLEET_KEYRING_FILE: keyringFile,
    PROMFLEET_ALLOW_LOOPBACK: "true",
    // Requests that nobody in the test has made would be in the way of those that count them.
    PROMFLEET_HEALTH_SWEEP_SECONDS: "0",
    PROMFLEET_EXTERNAL_URL: url,
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.environment,
  };
  let program: ChildProgram;
  let pastLog = "";
  const start = async () => {
    program = startProgram(process.execPath, [SERVE, "serve"], { cwd: PROJECT_ROOT, env: environment });
    await waitUntilReady("Promfleet", program, async () => (await fetch(`${url}/-/ready`)).ok, READY_TIMEOUT_MS);
  };
  const halt = async (signal?: NodeJS.Signals) => {
    await program.stop(signal);
    pastLog += program.log();
  };
  await start();

  return {
    url,
    port,
    folder,
    dataDir,
    keyringFile,
    /** A client without a session. */
    newClient: () => createClient(url),
    /** The one-time token for the first administrator, as an operator would read it from the data folder. */
    setupToken: () => readFileSync(join(dataDir, "setup-token"), "utf8").trim(),
    /** Everything it has logged. */
    log: () => (program.hasExited() ? pastLog : pastLog + program.log()),
    signal: (name: NodeJS.Signals) => program.signal(name),
    isRunning: () => !program.hasExited(),
    start,
    halt,
    async restart() {
      await halt();
      await start();
    },
    async stop() {
      await program.stop();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the developer has set for an own Promfleet must not reach the one under test. */
export function withoutOurVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isOurs = (name: string) => name.startsWith("PROMFLEET_") || name === "DATABASE_URL" || name === "TEST_DATABASE_URL";
  const kept = Object.entries(environment).filter(([name]) => !isOurs(name));
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
