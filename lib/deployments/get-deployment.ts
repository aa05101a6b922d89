import "server-only";
import { findDeployment } from "@/lib/db/deployments";
import type { Deployment } from "@/lib/deployments/schema";
import { AppError } from "@/lib/errors";

/** One deployment with its journal. */
export async function getDeployment(id: string): Promise<Deployment> {
  const deployment = await findDeployment(id);
  if (deployment === null) throw new AppError("not_found");
  return deployment;
}
