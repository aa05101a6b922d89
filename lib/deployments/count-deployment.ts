import "server-only";
import { findDeployment } from "@/lib/db/deployments";
import { isFinal } from "@/lib/deployments/schema";
import { metrics } from "@/lib/metrics/registry";

/** Counts a deployment that has ended, by its result and duration. */
export async function countDeployment(id: string): Promise<void> {
  const deployment = await findDeployment(id);
  if (deployment === null || !isFinal(deployment.status) || deployment.finishedAt === null) return;
  const seconds = (Date.parse(deployment.finishedAt) - Date.parse(deployment.createdAt)) / 1000;
  metrics().deployments.labels(deployment.status).inc();
  metrics().deploymentDurationSeconds.observe(Math.max(seconds, 0));
}
