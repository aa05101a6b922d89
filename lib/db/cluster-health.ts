import "server-only";
import { type ClusterHealth, clusterHealthSchema } from "@/lib/clusters/schema";
import { db } from "./database";

/** What one look at a cluster came to. */
export type HealthSeen = Pick<ClusterHealth, "outcome" | "kubernetesVersion" | "durationMs" | "clockSkewMs">;

export type StoredHealth = ClusterHealth & {
  readonly clusterId: string;
  /** Failures in a row. */
  readonly failures: number;
};

/** The health of all clusters that were looked at, or of those with the given ids. */
export async function listClusterHealth(ids?: readonly string[]): Promise<Map<string, StoredHealth>> {
  const where = ids === undefined ? {} : { clusterId: { in: [...ids] } };
  const rows = await db().clusterHealth.findMany({ where });
  return new Map(
    rows.flatMap(({ clusterId, failures, since, checkedAt, ...row }) => {
      const seen = { ...row, since: since.toISOString(), checkedAt: checkedAt.toISOString() };
      // A word of another release is no health: the next sweep replaces it.
      const health = clusterHealthSchema.safeParse(seen);
      return health.success ? [[clusterId, { ...health.data, clusterId, failures }]] : [];
    }),
  );
}

/** Keeps what was seen in place of what was; since when it has been so stays when it is the same. */
export async function saveClusterHealth(
  clusterId: string,
  seen: HealthSeen,
  { before, at }: { before: StoredHealth | undefined; at: Date },
): Promise<StoredHealth> {
  const since = before?.outcome === seen.outcome ? new Date(before.since) : at;
  const failures = seen.outcome === "ok" ? 0 : (before?.failures ?? 0) + 1;
  const { outcome, kubernetesVersion, durationMs, clockSkewMs } = seen;
  const row = { outcome, kubernetesVersion, durationMs, clockSkewMs, since, failures, checkedAt: at };
  await db().clusterHealth.upsert({ where: { clusterId }, create: { clusterId, ...row }, update: row });
  return { ...row, clusterId, since: since.toISOString(), checkedAt: at.toISOString() };
}
