import "server-only";
import { findDeployment } from "@/lib/db/deployments";
import { findDeploymentTargets } from "@/lib/db/target-forecasts";
import type { Deployment } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";
import type { DeploymentTargets } from "@/lib/target-plan/comparison-schema";

/** One deployment with its journal. */
export async function getDeployment(id: string): Promise<Deployment> {
  const deployment = await findDeployment(id);
  if (deployment === null) throw new AppError("not_found");
  return deployment;
}

/** What a deployment was expected to give, and what came of that. */
export async function getDeploymentTargets(id: string): Promise<DeploymentTargets> {
  await getDeployment(id);
  return await findDeploymentTargets(id);
}
