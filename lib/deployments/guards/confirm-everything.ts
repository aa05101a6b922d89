import "server-only";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { planTargets } from "@/lib/deployments/plan-targets";
import type { DeploymentInput } from "@/lib/deployments/schema";

/**
 * What somebody would send who has seen every finding of a plan and typed every number: for a rollback that a rollout has
 * announced as a whole, and for tests.
 */
export async function confirmEverything(
  serverId: string,
  revisionId: string | null = null,
): Promise<Required<Pick<DeploymentInput, "acknowledged" | "typed">>> {
  const [plan, targets] = [await planDeployment(serverId, revisionId), await planTargets(serverId, revisionId)];
  const numbered = [...plan.shrinkages, ...targets.findings.filter(({ kind }) => kind === "loss")];
  return {
    acknowledged: targets.findings.map(({ key }) => key),
    typed: Object.fromEntries(numbered.map(({ key, count }) => [key, String(count)])),
  };
}
