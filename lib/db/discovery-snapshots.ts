import "server-only";
import { setImmediate as nextTurn } from "node:timers/promises";
import { db, isReferenceViolation, isUniqueViolation } from "./database";

/** The last known targets of one discovery; its pieces together are gzipped lines, one JSON object each. */
export type DiscoverySnapshot = {
  readonly takenAt: Date;
  readonly targetCount: number;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
};

/**
 * Replaces the snapshot of a request; nothing happens when the cluster has been deleted meanwhile.
 * Each piece is a row and a transaction of its own, with a turn of the event loop between them: SQLite answers within the same
 * turn, so 30 MiB at once would be one stretch of work. The row that ends a snapshot comes last; without it there is none.
 */
export async function storeDiscoverySnapshot(clusterId: string, request: string, snapshot: DiscoverySnapshot): Promise<void> {
  const { takenAt, targetCount, pieces } = snapshot;
  const add = async (part: string, targets: Uint8Array<ArrayBuffer>) => {
    const data = { clusterId, request: `${prefixOf(request, takenAt)}${part}`, takenAt, targetCount, targets };
    await db().discoverySnapshot.create({ data, select: { clusterId: true } });
    await nextTurn();
  };
  try {
    for (const [index, targets] of pieces.entries()) await add(String(index).padStart(3, "0"), targets);
    await add(END, new Uint8Array());
  } catch (error) {
    // The same snapshot twice in one millisecond is one.
    if (!isReferenceViolation(error) && !isUniqueViolation(error)) throw error;
    return;
  }
  await removeOlder(clusterId, request, takenAt);
}

/** The snapshot of a request, or null when the cluster was never read. */
export async function findDiscoverySnapshot(clusterId: string, request: string): Promise<DiscoverySnapshot | null> {
  const end = await db().discoverySnapshot.findFirst({
    where: { clusterId, request: { startsWith: `${request}#`, endsWith: `#${END}` } },
    orderBy: { takenAt: "desc" },
  });
  if (end === null) return null;
  const rows = await db().discoverySnapshot.findMany({
    where: { clusterId, request: { startsWith: prefixOf(request, end.takenAt) } },
    orderBy: { request: "asc" },
  });
  // Replaced between the two questions.
  if (!rows.some(({ request: key }) => key.endsWith(`#${END}`))) return findDiscoverySnapshot(clusterId, request);
  const pieces = rows.filter(({ request: key }) => !key.endsWith(`#${END}`)).map(({ targets }) => targets);
  return { takenAt: end.takenAt, targetCount: end.targetCount, pieces };
}

/** Behind the three digits of a piece in the order of texts. */
const END = "end";

function prefixOf(request: string, takenAt: Date): string {
  return `${request}#${takenAt.getTime()}#`;
}

/** Also the pieces of snapshots that were never ended. */
async function removeOlder(clusterId: string, request: string, takenAt: Date): Promise<void> {
  const where = { clusterId, request: { startsWith: `${request}#` }, takenAt: { lt: takenAt } };
  for (const { request: key } of await db().discoverySnapshot.findMany({ where, select: { request: true } })) {
    await db().discoverySnapshot.deleteMany({ where: { clusterId, request: key } });
    await nextTurn();
  }
}
