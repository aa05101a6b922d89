import type { Deployment } from "@/lib/deployments/schema";

export type DeploymentFilter = { readonly server: string | null; readonly status: string | null };

/** Keeps the deployments of a server and with a status; null keeps all. */
export function filterDeployments<Row extends Pick<Deployment, "server" | "status">>(
  deployments: readonly Row[],
  { server, status }: DeploymentFilter,
): Row[] {
  return deployments.filter(
    (deployment) => (server === null || deployment.server.name === server) && (status === null || deployment.status === status),
  );
}

/** The last deployment of each server, by the server's id; `deployments` come newest first. */
export function latestByServer<Row extends Pick<Deployment, "server">>(deployments: readonly Row[]): ReadonlyMap<string, Row> {
  const latest = new Map<string, Row>();
  for (const deployment of deployments) {
    if (!latest.has(deployment.server.id)) latest.set(deployment.server.id, deployment);
  }
  return latest;
}
