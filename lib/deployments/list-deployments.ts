import "server-only";
import { listDeploymentRows } from "@/lib/db/deployments";
import type { Deployment, DeploymentPage } from "@/lib/deployments/schema";
import { getDeployment } from "./get-deployment";

/**
 * A page of deployments, newest first, of one server or of all.
 * @throws AppError not_found when there is no deployment `before`
 */
export async function listDeployments({
  serverId,
  ...page
}: DeploymentPage & { serverId?: string | undefined } = {}): Promise<Deployment[]> {
  if (page.before !== undefined) await getDeployment(page.before);
  return await listDeploymentRows(serverId ?? null, page);
}
