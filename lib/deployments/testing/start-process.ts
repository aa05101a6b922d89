import { basename, join } from "node:path";
import { build } from "esbuild";
import { type ChildProgram, startProgram } from "@/e2e/support/child-program";
import { env } from "@/lib/env";

const ROOT = process.cwd();

const DEPLOY_PROCESS = "lib/deployments/testing/deploy-process.ts";

const bundled = new Map<string, Promise<string>>();

async function bundle(entry: string): Promise<string> {
  const outfile = join(ROOT, ".cache", `${basename(entry, ".ts")}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(ROOT, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    alias: { "server-only": join(ROOT, "e2e/support/server-only.ts"), "@": ROOT },
    tsconfig: join(ROOT, "tsconfig.json"),
    logLevel: "silent",
  });
  return outfile;
}

export type DeployProcess = ChildProgram & {
  /** One JSON object per line that it has written. */
  events(): Record<string, unknown>[];
  /** Ends when the process has, however it did. */
  ended(): Promise<void>;
};

type ProcessOptions = {
  /** The program, below the root of the project. */
  readonly entry?: string;
  /** A program with its arguments that runs ours, such as a tracer. */
  readonly under?: readonly string[];
};

/** Starts a process that works on the database of this test: it deploys, or recovers what another one has left. */
export async function startProcess(
  args: readonly string[],
  failpoints = "trace",
  { entry = DEPLOY_PROCESS, under = [] }: ProcessOptions = {},
): Promise<DeployProcess> {
  const bundling = bundled.get(entry) ?? bundle(entry);
  bundled.set(entry, bundling);
  const file = await bundling;
  const { databaseUrl, dataDir, keyringFile } = env();
  const [command = "", ...rest] = [...under, process.execPath, file, ...args];
  const program = startProgram(command, rest, {
    cwd: ROOT,
    env: {
      // promtool has tests of its own: without a search path there is none.
      PATH: "",
      HOME: process.env.HOME ?? "/",
      NODE_ENV: "test",
      DATABASE_URL: databaseUrl,
      PROMFLEET_DATA_DIR: dataDir,
      PROMFLEET_KEYRING_FILE: keyringFile,
      PROMFLEET_ALLOW_LOOPBACK: "true",
      PROMFLEET_LOG_LEVEL: "warn",
      PROMFLEET_FAILPOINTS: failpoints,
    },
  });
  return {
    ...program,
    events: () => program.log().split("\n").flatMap(parseLine),
    ended: async () => {
      while (!program.hasExited()) await new Promise((resolve) => setTimeout(resolve, 20));
    },
  };
}

function parseLine(line: string): Record<string, unknown>[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
  } catch {
    return [];
  }
}
