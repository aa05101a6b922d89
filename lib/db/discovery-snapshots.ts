import "server-only";
import { db, isReferenceViolation } from "./database";

/** The last known targets of one discovery; `targets` is gzipped, one JSON object per line. */
export type DiscoverySnapshot = {
  readonly takenAt: Date;
  readonly targetCount: number;
  readonly targets: Uint8Array<ArrayBuffer>;
};

/** Replaces the snapshot of a request; nothing happens when the cluster has been deleted meanwhile. */
export async function storeDiscoverySnapshot(clusterId: string, request: string, snapshot: DiscoverySnapshot): Promise<void> {
  const where = { clusterId_request: { clusterId, request } };
  try {
    await db().discoverySnapshot.upsert({ where, create: { clusterId, request, ...snapshot }, update: snapshot });
  } catch (error) {
    if (!isReferenceViolation(error)) throw error;
  }
}

/** The snapshot of a request, or null when the cluster was never read. */
export async function findDiscoverySnapshot(clusterId: string, request: string): Promise<DiscoverySnapshot | null> {
  const row = await db().discoverySnapshot.findUnique({ where: { clusterId_request: { clusterId, request } } });
  return row === null ? null : { takenAt: row.takenAt, targetCount: row.targetCount, targets: row.targets };
}
