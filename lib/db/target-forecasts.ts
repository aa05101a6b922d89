import "server-only";
import { type DeploymentTargets, type TargetComparison, targetComparisonSchema } from "@/lib/target-plan/comparison-schema";
import { db } from "./database";

/** Keeps what a deployment is expected to give; `targets` as lib/deployments packs it. */
export async function insertTargetForecast(
  deploymentId: string,
  targets: Uint8Array<ArrayBuffer>,
  targetCount: number,
): Promise<void> {
  await db().targetForecast.create({ data: { deploymentId, targets, targetCount } });
}

/** How the forecast of a deployment compared with what Prometheus reported, or null without a forecast. */
export async function findDeploymentTargets(deploymentId: string): Promise<DeploymentTargets> {
  const row = await db().targetForecast.findUnique({
    where: { deploymentId },
    select: { targetCount: true, comparison: true, comparedAt: true },
  });
  if (row === null) return null;
  return {
    foreseen: row.targetCount,
    comparison: row.comparison === null ? null : targetComparisonSchema.parse(row.comparison),
    comparedAt: row.comparedAt?.toISOString() ?? null,
  };
}

/** The packed forecast of the deployment that went live last; null when it has none. */
export async function findLiveForecast(serverId: string): Promise<Uint8Array | null> {
  const row = await db().deployment.findFirst({
    where: { serverId, status: "live" },
    orderBy: { finishedAt: "desc" },
    select: { forecast: { select: { targets: true } } },
  });
  return row?.forecast?.targets ?? null;
}

/** Keeps what came of a forecast. */
export async function setTargetComparison(deploymentId: string, comparison: TargetComparison): Promise<void> {
  await db().targetForecast.updateMany({ where: { deploymentId }, data: { comparison, comparedAt: new Date() } });
}
