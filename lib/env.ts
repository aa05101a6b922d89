import "server-only";
import { isIP } from "node:net";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { processSingleton } from "@/lib/singleton";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const FAILPOINT = /^(?:trace|[a-z]+\.[a-z]+=(?:kill|throw|hang))$/;

/** An empty variable means the same as an absent one: that is how compose files and charts "unset". */
const optionalText = z.string().transform((text) => (text.trim() === "" ? undefined : text.trim()));

const variablesSchema = z.object({
  PROMFLEET_DATA_DIR: optionalText.optional(),
  DATABASE_URL: optionalText
    .refine((url) => url === undefined || /^(?:file:|postgres(?:ql)?:\/\/)/.test(url), {
      error: "must be file:/path/to/promfleet.db or postgresql://user:password@host/database",
    })
    .optional(),
  PROMFLEET_KEYRING_FILE: optionalText.optional(),
  PROMFLEET_ALLOW_LOOPBACK: optionalText
    .refine((text) => text === undefined || text === "true" || text === "false", { error: "must be true or false" })
    .optional(),
  PROMFLEET_PUBLIC_LAB: optionalText
    .refine((text) => text === undefined || text === "true" || text === "false", { error: "must be true or false" })
    .optional(),
  PROMFLEET_EXTERNAL_URL: optionalText
    .refine((url) => url === undefined || isOrigin(url), { error: "must be like https://promfleet.example.com, without a path" })
    .optional(),
  PROMFLEET_LOG_LEVEL: optionalText
    .refine((level) => level === undefined || LOG_LEVELS.some((known) => known === level), {
      error: `must be one of ${LOG_LEVELS.join(", ")}`,
    })
    .optional(),
  PORT: optionalText.refine((port) => port === undefined || isPort(port), { error: "must be a port from 0 to 65535" }).optional(),
  PROMFLEET_LISTEN_ADDRESS: optionalText
    .refine((address) => address === undefined || address === "localhost" || isIP(address) !== 0, {
      error: "must be an IP address or localhost",
    })
    .optional(),
  PROMFLEET_TRUSTED_PROXIES: optionalText
    .refine((list) => splitList(list).every(isNetwork), {
      error: "must be IP addresses or networks like 10.0.0.0/8, separated by commas",
    })
    .optional(),
  PROMFLEET_HEALTH_SWEEP_SECONDS: optionalText
    .refine((text) => text === undefined || /^\d{1,5}$/.test(text), { error: "must be a number of seconds; 0 means never" })
    .optional(),
  PROMFLEET_CREDENTIAL_CHECK_SECONDS: optionalText
    .refine((text) => text === undefined || /^\d{1,5}$/.test(text), { error: "must be a number of seconds; 0 means never" })
    .optional(),
  PROMFLEET_DRIFT_SWEEP_SECONDS: optionalText
    .refine((text) => text === undefined || /^\d{1,5}$/.test(text), { error: "must be a number of seconds; 0 means never" })
    .optional(),
  XDG_CONFIG_HOME: optionalText.optional(),
  PROMFLEET_FAILPOINTS: optionalText
    .refine((text) => text === undefined || splitList(text).every((item) => FAILPOINT.test(item)), {
      error: "must be like trace,commit.done=kill; for tests of Promfleet only",
    })
    .optional(),
  PROMFLEET_PROMTOOL: optionalText
    .refine((path) => path === undefined || isAbsolute(path), { error: "must be an absolute path" })
    .optional(),
  PATH: z.string().optional(),
  NODE_ENV: optionalText.optional(),
  NODE_TLS_REJECT_UNAUTHORIZED: z
    .string()
    .refine((text) => text !== "0", { error: "must not be 0: it would switch off every check of certificates" })
    .optional(),
});

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && `${url.origin}` === text.replace(/\/$/, "");
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

function splitList(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").map((item) => item.trim());
}

function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const bitsMax = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsMax);
  return isIP(address) !== 0 && isPrefix && rest.length === 0;
}

/** The settings of this process. */
export type Env = {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly keyringFile: string;
  /** Outbound requests may reach 127.0.0.0/8 and ::1: for the demo and for tests. */
  readonly allowLoopback: boolean;
  /** The relabel lab opens without sign-in; it then has no access to clusters and servers. */
  readonly isLabPublic: boolean;
  /** Origin under which browsers reach us, without a trailing slash. */
  readonly externalUrl: string;
  readonly logLevel: string;
  readonly port: number;
  /** IP address or "localhost". */
  readonly listenAddress: string;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed; without any the header is ignored. */
  readonly trustedProxies: readonly string[];
  /** How often every cluster is looked at; 0 means never. */
  readonly healthSweepSeconds: number;
  /** How often it is looked whether a token has to be renewed; 0 means never. */
  readonly credentialCheckSeconds: number;
  /** How often it is looked whether a server runs what was deployed; 0 means never. */
  readonly driftSweepSeconds: number;
  readonly isProduction: boolean;
  /** Places where a test makes this process fail, with how; null outside tests. See lib/deployments/failpoint.ts. */
  readonly failpoints: ReadonlyMap<string, string> | null;
  /** Path of promtool; null means: look for it on the search path. */
  readonly promtool: string | null;
  readonly searchPath: string;
};

/**
 * Reads the settings; every wrong variable is named in one error, values are not repeated (a URL holds a password).
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = variablesSchema.safeParse(source);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new Error(`wrong settings in the environment:\n${lines.join("\n")}`);
  }
  const variables = parsed.data;
  const dataDir = absolutePath(variables.PROMFLEET_DATA_DIR ?? "data");
  const port = Number(variables.PORT ?? 3000);
  const configHome = variables.XDG_CONFIG_HOME ?? join(homedir(), ".config");
  return {
    dataDir,
    databaseUrl: absoluteFileUrl(variables.DATABASE_URL ?? `file:${join(dataDir, "promfleet.db")}`),
    keyringFile: absolutePath(variables.PROMFLEET_KEYRING_FILE ?? join(configHome, "promfleet", "keyring")),
    allowLoopback: variables.PROMFLEET_ALLOW_LOOPBACK === "true",
    isLabPublic: variables.PROMFLEET_PUBLIC_LAB === "true",
    externalUrl: (variables.PROMFLEET_EXTERNAL_URL ?? `http://localhost:${port}`).replace(/\/$/, ""),
    logLevel: variables.PROMFLEET_LOG_LEVEL ?? "info",
    port,
    listenAddress: variables.PROMFLEET_LISTEN_ADDRESS ?? "127.0.0.1",
    trustedProxies: splitList(variables.PROMFLEET_TRUSTED_PROXIES),
    healthSweepSeconds: Number(variables.PROMFLEET_HEALTH_SWEEP_SECONDS ?? 60),
    credentialCheckSeconds: Number(variables.PROMFLEET_CREDENTIAL_CHECK_SECONDS ?? 30),
    driftSweepSeconds: Number(variables.PROMFLEET_DRIFT_SWEEP_SECONDS ?? 30),
    isProduction: variables.NODE_ENV === "production",
    failpoints: readFailpoints(variables.PROMFLEET_FAILPOINTS),
    promtool: variables.PROMFLEET_PROMTOOL ?? null,
    searchPath: variables.PATH ?? "",
  };
}

function readFailpoints(text: string | undefined): Env["failpoints"] {
  if (text === undefined) return null;
  const pairs = splitList(text).map((item): [string, string] => [item.split("=")[0] ?? "", item.split("=")[1] ?? ""]);
  return new Map(pairs);
}

/** Without the comment the bundler takes the whole project for what a computed path may name. */
function absolutePath(path: string): string {
  return resolve(/* turbopackIgnore: true */ path);
}

/** The standalone server changes its working directory to a folder that every build deletes: no relative paths. */
function absoluteFileUrl(url: string): string {
  return url.startsWith("file:") ? `file:${absolutePath(url.slice("file:".length).replace(/^\/\/(?=\/)/, ""))}` : url;
}

const settings = processSingleton("env", () => readEnv(process.env));

/** The settings of this process, read once. */
export function env(): Env {
  return settings.get();
}

/** Replaces settings in a test; without an argument the environment is read again. */
export function overrideEnvForTest(changes?: Partial<Env>): void {
  settings.set(changes === undefined ? undefined : { ...settings.get(), ...changes });
}
