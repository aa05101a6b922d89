import "server-only";
import { type CheckupReport, checkupReportSchema } from "@/lib/clusters/checkup-schema";
import { db } from "./database";

/** Keeps the report of a saved cluster in place of the one before; and which cluster it has turned out to be. */
export async function saveCheckup(clusterId: string, report: CheckupReport): Promise<void> {
  const row = { report, takenAt: new Date(report.takenAt) };
  await db().clusterCheckup.upsert({ where: { clusterId }, create: { clusterId, ...row }, update: row });
  if (report.systemUid === null) return;
  await db().cluster.updateMany({ where: { id: clusterId }, data: { systemUid: report.systemUid } });
}

/** The last report of a cluster; null when there is none, or only one in a form of the past. */
export async function findCheckup(clusterId: string): Promise<CheckupReport | null> {
  const row = await db().clusterCheckup.findUnique({ where: { clusterId } });
  const report = checkupReportSchema.safeParse(row?.report);
  return report.success ? report.data : null;
}

/** Another registered cluster with the same kube-system. */
export async function findClusterBySystemUid(
  systemUid: string,
  exceptId: string | undefined,
): Promise<{ id: string; name: string } | null> {
  const where = { systemUid, ...(exceptId === undefined ? {} : { id: { not: exceptId } }) };
  return db().cluster.findFirst({ where, select: { id: true, name: true }, orderBy: { createdAt: "asc" } });
}
