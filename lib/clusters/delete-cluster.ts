import "server-only";
import type { Actor } from "@/lib/access/actor";
import { getClusterRecord, removeCluster } from "@/lib/db/clusters";
import { inTransaction } from "@/lib/db/database";
import { deleteSecrets } from "@/lib/db/secrets";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { problem } from "@/lib/result";

/** Deletes a cluster and its credential; refused while a Prometheus server watches it. */
export async function deleteCluster(id: string, actor: Actor): Promise<void> {
  const name = await inTransaction(async () => {
    const { name, servers } = await getClusterRecord(id);
    if (servers.length > 0) {
      const parameters = { servers: servers.map((server) => server.name).join(", ") };
      throw new AppError("conflict", { problems: [problem("cluster/in-use", { parameters })] });
    }
    await removeCluster(id);
    await deleteSecrets({ kind: "cluster", id });
    return name;
  });
  log.info({ actor: actor.id, cluster: name }, "cluster deleted");
}
