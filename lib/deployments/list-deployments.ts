import "server-only";
import { listDeploymentRows } from "@/lib/db/deployments";
import type { Deployment } from "@/lib/deployments/schema";

/** The newest deployments, of one server or of all. */
export async function listDeployments({ serverId }: { serverId?: string | undefined } = {}): Promise<Deployment[]> {
  return await listDeploymentRows(serverId ?? null);
}
