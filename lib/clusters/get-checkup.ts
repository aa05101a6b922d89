import "server-only";
import { findCheckup } from "@/lib/db/cluster-checkups";
import { getClusterRecord } from "@/lib/db/clusters";
import type { CheckupReport } from "./checkup-schema";

/** The last checkup of a saved cluster, null when there was none yet; `not_found` when there is no such cluster. */
export async function getCheckup(clusterId: string): Promise<CheckupReport | null> {
  const { id } = await getClusterRecord(clusterId);
  return findCheckup(id);
}
