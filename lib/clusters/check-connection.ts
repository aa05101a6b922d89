import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";
import { bindingOf, readClusterTokens } from "@/lib/db/cluster-credentials";
import { getClusterRecord } from "@/lib/db/clusters";
import { AppError } from "@/lib/errors";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { probeApiServer } from "@/lib/kubernetes/probe-api-server";
import { problem } from "@/lib/result";
import { Secret } from "@/lib/secrets/secret";
import { assertUsableCa } from "./check-tls";
import type { ConnectionCheck, ConnectionInput } from "./schema";

/** More would make us a port scanner (T-33). */
const LIMIT = { max: 10, windowMs: 60_000 };

/** Tries a connection, saved or not. The stored token goes only to the destination that it was stored for. */
export async function checkConnection(input: ConnectionInput, actor: Actor): Promise<ConnectionCheck> {
  assertUsableCa(input.tls);
  await limitAttempts(`check-connection:${actor.id}`, LIMIT);
  const token = input.token === undefined ? await storedToken(input) : new Secret(input.token);
  const startedAt = performance.now();
  const { outcome, kubernetesVersion } = await probeApiServer(connectionOf(input, token));
  return { outcome, kubernetesVersion, durationMs: Math.round(performance.now() - startedAt) };
}

async function storedToken(input: ConnectionInput): Promise<Secret<string>> {
  const record = input.clusterId === undefined ? null : await getClusterRecord(input.clusterId);
  if (record === null || bindingOf(record) !== bindingOf(input)) {
    throw new AppError("invalid_input", { problems: [problem("cluster/credential-required", { path: ["token"] })] });
  }
  const token = (await readClusterTokens([record])).get(record.id)?.value ?? null;
  if (token !== null) return token;
  const parameters = { cluster: record.name };
  throw new AppError("conflict", { problems: [problem("cluster/credential-unusable", { path: ["token"], parameters })] });
}
