import "server-only";
import { db, inTransaction, isReferenceViolation } from "./database";

/** The last known targets of one discovery; its pieces together are gzipped lines, one JSON object each. */
export type DiscoverySnapshot = {
  readonly takenAt: Date;
  readonly targetCount: number;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
};

/**
 * Replaces the snapshot of a request; nothing happens when the cluster has been deleted meanwhile.
 * Each piece is a row of its own: one value of 30 MiB would hold the event loop, and memory several times over.
 */
export async function storeDiscoverySnapshot(clusterId: string, request: string, snapshot: DiscoverySnapshot): Promise<void> {
  const { takenAt, targetCount, pieces } = snapshot;
  try {
    await inTransaction(async () => {
      await db().discoverySnapshot.deleteMany({ where: piecesOf(clusterId, request) });
      for (const [index, targets] of pieces.entries()) {
        const data = { clusterId, request: pieceKey(request, index), takenAt, targetCount, targets };
        await db().discoverySnapshot.create({ data, select: { clusterId: true } });
      }
    });
  } catch (error) {
    if (!isReferenceViolation(error)) throw error;
  }
}

/** The snapshot of a request, or null when the cluster was never read. */
export async function findDiscoverySnapshot(clusterId: string, request: string): Promise<DiscoverySnapshot | null> {
  const rows = await db().discoverySnapshot.findMany({ where: piecesOf(clusterId, request), orderBy: { request: "asc" } });
  const [first] = rows;
  if (first === undefined) return null;
  return { takenAt: first.takenAt, targetCount: first.targetCount, pieces: rows.map(({ targets }) => targets) };
}

/** Three digits, so that the order of the texts is that of the numbers. */
function pieceKey(request: string, index: number): string {
  return `${request}#${String(index).padStart(3, "0")}`;
}

function piecesOf(clusterId: string, request: string) {
  return { clusterId, request: { startsWith: `${request}#` } };
}
