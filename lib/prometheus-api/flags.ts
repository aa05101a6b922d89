import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

/** What a server was started with, as far as a deployment depends on it. */
export type ServerFlags = {
  /** POST /-/reload works. */
  readonly hasLifecycle: boolean;
  /** It notices changed files by itself. */
  readonly hasAutoReload: boolean;
  /** As given on its command line: it may be relative to a working directory that we do not know. */
  readonly configFile: string | null;
};

/** Asks for the command line flags. */
export async function askFlags(connection: PrometheusConnection): Promise<Asked<ServerFlags>> {
  const flags = await askForData(connection, "/status/flags", { schema: z.record(z.string(), z.string()) });
  if (!flags.ok) return flags;
  const features = (flags.value["enable-feature"] ?? "").split(/[\s,[\]]+/);
  const value: ServerFlags = {
    hasLifecycle: flags.value["web.enable-lifecycle"] === "true",
    // A feature from 3.0 on, a flag of its own from 3.12 on.
    hasAutoReload: features.includes("auto-reload-config") || flags.value["config.auto-reload"] === "true",
    configFile: flags.value["config.file"] ?? null,
  };
  return { ok: true, value };
}
