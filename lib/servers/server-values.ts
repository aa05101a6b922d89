import "server-only";
import { maskConfig, unmaskConfig } from "@/lib/bundles/mask-config";
import { isReferenceViolation, isUniqueViolation } from "@/lib/db/database";
import type { ServerRecord, ServerValues } from "@/lib/db/servers";
import { destinationOf } from "@/lib/deployments/transport-schema";
import { AppError } from "@/lib/errors";
import { type Problem, problem } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import type { ServerCheck, ServerInput } from "@/lib/servers/schema";
import { readOwnConfig } from "./read-base-config";

/**
 * Turns what a user sent into what is stored.
 * A secret that was left out keeps the stored one only while URL and CA stay the same: otherwise whoever may edit could
 * have it sent to a machine of theirs (INV-1).
 */
export async function toServerValues(input: ServerInput, stored: ServerRecord | null): Promise<ServerValues> {
  const { name, url, transport, prometheusVersion, clusterIds } = input;
  const { lossPercentMax, shrinkPercentMax, fileLayout, revisionsKept, isProtected, windows } = input;
  const caPem = input.caPem === "" ? null : input.caPem;
  const baseConfig = await unmaskBaseConfig(input, stored);
  return {
    name,
    url,
    caPem,
    auth: keepSecret({ ...input, caPem }, stored),
    transport,
    prometheusVersion: prometheusVersion === "" ? null : prometheusVersion,
    baseConfig: new Secret(baseConfig),
    baseConfigMasked: maskConfig(baseConfig),
    transportSecret: keepTransportSecret(input, stored),
    policy: { lossPercentMax, shrinkPercentMax, fileLayout, revisionsKept, isProtected, windows },
    clusterIds: [...new Set(clusterIds)],
  };
}

/**
 * Puts stored values back where the text says `<secret>`: those of the stored base config, or, for a text that was just
 * read from the server's folder (masked on its way to the browser), those of the file there.
 */
async function unmaskBaseConfig({ baseConfig, transport }: ServerInput, stored: ServerRecord | null): Promise<string> {
  const unmasked = unmaskConfig(baseConfig, stored?.baseConfig.reveal() ?? "");
  if (unmasked.ok) return unmasked.value;
  const own = transport.kind === "directory" ? await readOwnConfig(transport.directory) : null;
  const fromDisk = own === null ? unmasked : unmaskConfig(baseConfig, own.reveal());
  if (fromDisk.ok) return fromDisk.value;
  throw new AppError("invalid_input", { problems: unmasked.problems.map(underBaseConfig) });
}

function underBaseConfig(found: Problem): Problem {
  return { ...found, path: ["baseConfig", ...found.path] };
}

/** The credential as sent, or null for "as stored"; throws when the stored one may not be used. */
export function keepSecret(
  { auth, url, caPem }: Pick<ServerCheck, "auth" | "url" | "caPem">,
  stored: ServerRecord | null,
): ServerValues["auth"] {
  if (auth.kind === "none") return auth;
  const typed = auth.kind === "basic" ? auth.password : auth.token;
  const isBound = stored !== null && stored.auth.kind === auth.kind && stored.url === url && stored.caPem === caPem;
  if (typed === undefined && !isBound) {
    const path = ["auth", auth.kind === "basic" ? "password" : "token"];
    throw new AppError("invalid_input", { problems: [problem("server/credential-required", { path })] });
  }
  const secret = typed === undefined ? null : new Secret(typed);
  return auth.kind === "basic" ? { kind: "basic", username: auth.username, secret } : { kind: "bearer", secret };
}

/** The transport's secret as sent, or null for "as stored"; throws when the stored one may not be used. */
function keepTransportSecret({ transport, transportSecret }: ServerInput, stored: ServerRecord | null): Secret | null {
  const destination = destinationOf(transport);
  if (destination === null) return null;
  if (transportSecret !== undefined) return new Secret(transportSecret);
  if (stored !== null && destinationOf(stored.transport) === destination) return null;
  throw new AppError("invalid_input", { problems: [problem("server/transport-secret-required", { path: ["transportSecret"] })] });
}

/** Turns what the database refused into what the user can change. */
export function explainRefusal(error: unknown, name: string): never {
  if (isUniqueViolation(error)) {
    throw new AppError("conflict", { problems: [problem("server/name-taken", { path: ["name"], parameters: { name } })] });
  }
  if (isReferenceViolation(error)) {
    throw new AppError("conflict", { problems: [problem("server/cluster-gone", { path: ["clusterIds"] })] });
  }
  throw error;
}
