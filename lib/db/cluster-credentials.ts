import "server-only";
import { createHash } from "node:crypto";
import { Secret } from "@/lib/secrets/secret";
import type { ClusterRecord } from "./clusters";
import { db } from "./database";
import { type OpenedSecret, readSecrets, type SecretDescription, storeSecret } from "./secrets";

/** What decides where a cluster's token is sent to, and who may receive it there. */
export type ClusterDestination = Pick<ClusterRecord, "apiServer" | "tls" | "tlsServerName">;

/**
 * The destination as the text that is authenticated together with the token (INV-1): after any change of it the stored
 * token does not open, so it cannot be sent elsewhere even by a mistake of ours.
 */
export function bindingOf({ apiServer, tls, tlsServerName }: ClusterDestination): string {
  const trust = tls.kind === "insecure" ? "insecure" : createHash("sha256").update(tls.caPem).digest("hex");
  return JSON.stringify([apiServer, trust, tlsServerName]);
}

/** Seals a token for a cluster's present destination. */
export function storeClusterToken(
  cluster: ClusterDestination & { id: string },
  token: string,
  expiresAt: Date | null,
): Promise<SecretDescription> {
  const owner = { kind: "cluster", id: cluster.id, field: "token" } as const;
  return storeSecret(owner, new Secret(token), { binding: bindingOf(cluster), expiresAt });
}

/** Opens the tokens of clusters, by cluster id; a token that does not open is null. */
export function readClusterTokens(
  clusters: readonly (ClusterDestination & { id: string })[],
): Promise<Map<string, OpenedSecret>> {
  const bindings = new Map(clusters.map((cluster) => [cluster.id, bindingOf(cluster)]));
  return readSecrets({ kind: "cluster", field: "token" }, bindings);
}

/** When the credential of each cluster ends; null for one that does not say. */
export async function listCredentialEnds(): Promise<(Date | null)[]> {
  const rows = await db().secret.findMany({
    where: { ownerKind: "cluster", field: "token" },
    select: { ownerId: true, expiresAt: true },
    orderBy: { version: "asc" },
  });
  return [...new Map(rows.map(({ ownerId, expiresAt }) => [ownerId, expiresAt])).values()];
}
