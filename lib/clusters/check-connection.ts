import "server-only";
import type { Actor } from "@/lib/access/actor";
import { connectionOf } from "@/lib/kubernetes/api-client";
import { probeApiServer } from "@/lib/kubernetes/probe-api-server";
import { assertUsableCa } from "./check-tls";
import { limitProbes } from "./limit-probes";
import type { ConnectionCheck, ConnectionInput } from "./schema";
import { tokenForConnection } from "./token-for-connection";

/** Tries a connection, saved or not. The stored token goes only to the destination that it was stored for. */
export async function checkConnection(input: ConnectionInput, actor: Actor): Promise<ConnectionCheck> {
  assertUsableCa(input.tls);
  await limitProbes(actor);
  const token = await tokenForConnection(input);
  const startedAt = performance.now();
  const { outcome, kubernetesVersion } = await probeApiServer(connectionOf(input, token));
  return { outcome, kubernetesVersion, durationMs: Math.round(performance.now() - startedAt) };
}
