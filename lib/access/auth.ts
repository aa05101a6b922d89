import "server-only";
import { randomUUID } from "node:crypto";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { databaseClient, isPostgresUrl } from "@/lib/db/database";
import { env } from "@/lib/env";
import { deriveKey, keyring } from "@/lib/secrets/keyring";
import { processSingleton } from "@/lib/singleton";
import { hashPassword, verifyPassword } from "./password-hash";
import { PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN } from "./schema";

/** A session ends this long after sign-in, used or not. */
export const SESSION_SECONDS_MAX = 12 * 60 * 60;

function createAuth() {
  const { externalUrl, databaseUrl, trustedProxies } = env();
  return betterAuth({
    appName: "Promfleet",
    baseURL: externalUrl,
    secret: deriveKey(keyring().active, "session").toString("base64"),
    telemetry: { enabled: false },
    logger: { disabled: true },
    trustedOrigins: [...trustedOrigins()],
    database: prismaAdapter(databaseClient(), { provider: isPostgresUrl(databaseUrl) ? "postgresql" : "sqlite" }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARACTERS_MIN,
      maxPasswordLength: PASSWORD_CHARACTERS_MAX,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: {
      expiresIn: SESSION_SECONDS_MAX,
      // The end is fixed at sign-in; lib/access/actor.ts ends idle sessions earlier.
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    // Per client address, where one is known; lib/access/auth-requests.ts limits per account in any case.
    rateLimit: {
      enabled: true,
      storage: "database",
      window: 60,
      max: 100,
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix: "promfleet",
      // Who is not behind a proxy of ours could write any address: then there is none.
      ipAddress: trustedProxies.length === 0 ? { disableIpTracking: true } : { trustedProxies: [...trustedProxies] },
      useSecureCookies: externalUrl.startsWith("https:"),
      database: { generateId: () => randomUUID() },
    },
  });
}

/** Origins whose pages may change something: the external URL, under both names of this machine when it is local. */
export function trustedOrigins(): ReadonlySet<string> {
  const { origin, hostname } = new URL(env().externalUrl);
  if (hostname !== "localhost" && hostname !== "127.0.0.1") return new Set([origin]);
  return new Set(["localhost", "127.0.0.1"].map((name) => origin.replace(hostname, name)));
}

const instance = processSingleton("auth", createAuth);

/** Users and sessions; better-auth behind its one door. */
export function auth(): ReturnType<typeof createAuth> {
  return instance.get();
}

/** Makes the next use start over with the settings, keyring and database of a test. */
export function resetAuthForTest(): void {
  instance.set(undefined);
}
