import "server-only";
import type { Actor } from "@/lib/access/actor";
import { storeClusterToken } from "@/lib/db/cluster-credentials";
import { insertCluster } from "@/lib/db/clusters";
import { inTransaction } from "@/lib/db/database";
import { noteClusterEditor } from "@/lib/db/editors";
import { log } from "@/lib/log";
import { assertUsableCa } from "./check-tls";
import { getCluster } from "./get-cluster";
import type { Cluster, ClusterInput } from "./schema";
import { tokenExpiry } from "./token-expiry";

/** Registers a cluster and seals its token. */
export async function registerCluster({ token, ...fields }: ClusterInput, actor: Actor): Promise<Cluster> {
  assertUsableCa(fields.tls);
  const { id } = await inTransaction(async () => {
    const record = await insertCluster(fields);
    await storeClusterToken(record, token, tokenExpiry(token));
    await noteClusterEditor(record.id, actor.id);
    return record;
  });
  log.info({ actor: actor.id, cluster: fields.name }, "cluster registered");
  return getCluster(id);
}
