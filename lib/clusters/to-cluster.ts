import "server-only";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import { listClusterHealth, type StoredHealth } from "@/lib/db/cluster-health";
import type { ClusterRecord } from "@/lib/db/clusters";
import type { OpenedSecret } from "@/lib/db/secrets";
import type { Cluster } from "./schema";
import { readTokenFacts } from "./token-facts";

/** What may leave the server of clusters: field by field, never a whole record. */
export async function toClusters(records: readonly ClusterRecord[]): Promise<Cluster[]> {
  const tokens = await readClusterTokens(records);
  const health = await listClusterHealth(records.map(({ id }) => id));
  return records.map((record) => toCluster(record, tokens.get(record.id), health.get(record.id)));
}

function toCluster(record: ClusterRecord, token: OpenedSecret | undefined, health: StoredHealth | undefined): Cluster {
  const { id, name, apiServer, tls, tlsServerName, labels, jobs, version, createdAt, updatedAt, servers } = record;
  return {
    id,
    name,
    apiServer,
    tls,
    tlsServerName,
    labels,
    jobs,
    credential: {
      version: token?.description.version ?? 1,
      storedAt: (token?.description.storedAt ?? createdAt).toISOString(),
      ...readTokenFacts(token?.value?.reveal() ?? ""),
      expiresAt: token?.description.expiresAt?.toISOString() ?? null,
    },
    // A token that does not open has no file either; the name only keeps previews going, a deployment refuses.
    tokenFile: tokenFilePath(name, token?.value?.reveal() ?? ""),
    caFile: tls.kind === "ca" ? caFilePath(name, tls.caPem) : null,
    servers: servers.map((server) => ({ id: server.id, name: server.name })),
    health: toHealth(health),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

function toHealth(stored: StoredHealth | undefined): Cluster["health"] {
  if (stored === undefined) return null;
  const { outcome, since, checkedAt, kubernetesVersion, durationMs, clockSkewMs } = stored;
  return { outcome, since, checkedAt, kubernetesVersion, durationMs, clockSkewMs };
}
