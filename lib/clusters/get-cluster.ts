import "server-only";
import { getClusterRecord } from "@/lib/db/clusters";
import { AppError } from "@/lib/errors";
import type { Cluster } from "./schema";
import { toClusters } from "./to-cluster";

/** One cluster; `not_found` when there is none. */
export async function getCluster(id: string): Promise<Cluster> {
  const [cluster] = await toClusters([await getClusterRecord(id)]);
  if (cluster === undefined) throw new AppError("not_found");
  return cluster;
}
