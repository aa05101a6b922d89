import "server-only";
import { caFilePath, tokenFilePath } from "@/lib/bundles/file-names";
import { readClusterTokens } from "@/lib/db/cluster-credentials";
import type { ClusterRecord } from "@/lib/db/clusters";
import type { OpenedSecret } from "@/lib/db/secrets";
import type { Cluster } from "./schema";

/** What may leave the server of clusters: field by field, never a whole record. */
export async function toClusters(records: readonly ClusterRecord[]): Promise<Cluster[]> {
  const tokens = await readClusterTokens(records);
  return records.map((record) => toCluster(record, tokens.get(record.id)));
}

function toCluster(record: ClusterRecord, token: OpenedSecret | undefined): Cluster {
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
      expiresAt: token?.description.expiresAt?.toISOString() ?? null,
    },
    // A token that does not open has no file either; the name only keeps previews going, a deployment refuses.
    tokenFile: tokenFilePath(name, token?.value?.reveal() ?? ""),
    caFile: tls.kind === "ca" ? caFilePath(name, tls.caPem) : null,
    servers: servers.map((server) => ({ id: server.id, name: server.name })),
    version,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
