import "server-only";
import type { Actor } from "@/lib/access/actor";
import { bindingOf, storeClusterToken } from "@/lib/db/cluster-credentials";
import { getClusterRecord, updateCluster } from "@/lib/db/clusters";
import { inTransaction } from "@/lib/db/database";
import { noteClusterEditor } from "@/lib/db/editors";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";
import { assertUsableCa } from "./check-tls";
import { getCluster } from "./get-cluster";
import type { Cluster, ClusterEdit } from "./schema";
import { tokenExpiry } from "./token-expiry";

/**
 * Edits a cluster. A new URL, CA or server name needs the token again (INV-1): else whoever may edit could have the
 * stored one sent to a server of their own. An edit of an older version is a conflict.
 */
export async function editCluster(id: string, { token, version, ...fields }: ClusterEdit, actor: Actor): Promise<Cluster> {
  assertUsableCa(fields.tls);
  await inTransaction(async () => {
    const before = await getClusterRecord(id);
    if (token === undefined && bindingOf(before) !== bindingOf(fields)) {
      throw new AppError("invalid_input", { problems: [problem("cluster/credential-required", { path: ["token"] })] });
    }
    const after = await updateCluster(id, version, fields);
    if (token !== undefined) await storeClusterToken(after, token, tokenExpiry(token));
    await noteClusterEditor(id, actor.id);
  });
  log.info({ actor: actor.id, cluster: fields.name, isCredentialReplaced: token !== undefined }, "cluster edited");
  return getCluster(id);
}
