import "server-only";
import { listClusterRecords } from "@/lib/db/clusters";
import type { Cluster } from "./schema";
import { toClusters } from "./to-cluster";

/** All clusters, by name. */
export async function listClusters(): Promise<Cluster[]> {
  return toClusters(await listClusterRecords());
}
