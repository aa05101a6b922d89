import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Command } from "commander";
import { exitWith, type Terminal } from "./exit-codes";
import { keepHeapSmall } from "./heap-growth";

/** The checkout: this file is bundled to dist/promfleet.mjs. */
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** `promfleet serve`: the built application. */
export function addServe(program: Command, terminal: Terminal): void {
  const { t } = terminal;
  program
    .command("serve")
    .summary(t("serve.summary"))
    .description(t("serve.description"))
    .addHelpText("after", `\n${t("serve.environment")}`)
    .action(async () => exitWith(await serve(terminal)));
}

async function serve({ t, say }: Terminal): Promise<number> {
  const server = join(ROOT, ".next", "standalone", "server.js");
  if (!existsSync(server)) {
    say(t("serve.notBuilt"));
    return 1;
  }
  keepHeapSmall();
  makePathsAbsolute(process.env);
  process.env.PORT ||= "3000";
  // Next listens on HOSTNAME, which containers and shells set to the name of the machine.
  process.env.HOSTNAME = process.env.PROMFLEET_LISTEN_ADDRESS?.trim() || "127.0.0.1";
  // Signals are ours (instrumentation-node.ts): Next would exit while a deployment is under way.
  process.env.NEXT_MANUAL_SIG_HANDLE = "true";
  await import(pathToFileURL(server).href);
  return 0;
}

/** The standalone server changes its working directory to a folder that every build deletes. */
export function makePathsAbsolute(environment: Record<string, string | undefined>): void {
  environment.PROMFLEET_DATA_DIR = resolve(environment.PROMFLEET_DATA_DIR || "data");
  if (environment.PROMFLEET_KEYRING_FILE) environment.PROMFLEET_KEYRING_FILE = resolve(environment.PROMFLEET_KEYRING_FILE);
  const database = /^file:(?:\/\/(?=\/))?(.+)$/.exec(environment.DATABASE_URL ?? "")?.[1];
  if (database !== undefined) environment.DATABASE_URL = `file:${resolve(database)}`;
}
