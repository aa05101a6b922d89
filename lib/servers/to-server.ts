import "server-only";
import { describeLiveRevision } from "@/lib/db/revisions";
import type { ServerAuth, ServerRecord } from "@/lib/db/servers";
import type { Server } from "@/lib/servers/schema";

/** What may leave the server process of a server: named field by field, so that a new secret stays inside. */
export async function toServer(record: ServerRecord): Promise<Server> {
  const live = await describeLiveRevision(record.id);
  return {
    id: record.id,
    name: record.name,
    url: record.url,
    caPem: record.caPem,
    transport: record.transport,
    prometheusVersion: record.prometheusVersion,
    baseConfig: record.baseConfigMasked,
    ...record.policy,
    transportSecretStoredAt: record.transportSecret?.storedAt.toISOString() ?? null,
    clusterIds: record.clusters.map(({ id }) => id),
    auth: toAuth(record.auth),
    clusters: record.clusters.map(({ id, name }) => ({ id, name })),
    liveRevision: live === null ? null : { number: live.number, digest: live.digest, at: live.at.toISOString() },
    version: record.version,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}

function toAuth(auth: ServerAuth): Server["auth"] {
  switch (auth.kind) {
    case "none":
      return { kind: "none" };
    case "basic":
      return { kind: "basic", username: auth.username, storedAt: auth.storedAt.toISOString() };
    case "bearer":
      return { kind: "bearer", storedAt: auth.storedAt.toISOString() };
  }
}
