import "server-only";
import { db, isUniqueViolation } from "./database";

/** Nobody: a released lease keeps its row, because the fence must go on growing. */
const NOBODY = "";

/**
 * Takes the right to write to a server's files if nobody has it.
 * @returns the fence, larger than every one before; null while somebody else has the lease
 */
export async function acquireLease(serverId: string, holder: string, ttlMs: number): Promise<number | null> {
  await ensureRow(serverId);
  const now = new Date();
  const { count } = await db().deploymentLease.updateMany({
    where: { serverId, OR: [{ holder: NOBODY }, { holder }, { expiresAt: { lt: now } }] },
    data: { holder, fence: { increment: 1 }, expiresAt: new Date(now.getTime() + ttlMs) },
  });
  if (count === 0) return null;
  // A process that stood still in between may find somebody else's fence: that one is not ours.
  const row = await db().deploymentLease.findUniqueOrThrow({ where: { serverId } });
  return row.holder === holder ? row.fence : null;
}

async function ensureRow(serverId: string): Promise<void> {
  if ((await db().deploymentLease.count({ where: { serverId } })) > 0) return;
  try {
    await db().deploymentLease.create({ data: { serverId, fence: 0, holder: NOBODY, expiresAt: new Date(0) } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

/** Who has a server's lease now; null when nobody has. */
export async function findLeaseHolder(serverId: string): Promise<{ holder: string; fence: number } | null> {
  const row = await db().deploymentLease.findUnique({ where: { serverId } });
  return row === null || row.holder === NOBODY ? null : { holder: row.holder, fence: row.fence };
}

/** Takes the lease of a holder that is known to be gone, unless somebody was faster. */
export async function takeOverLease(
  serverId: string,
  from: { holder: string; fence: number },
  by: { holder: string; ttlMs: number },
): Promise<number | null> {
  const { count } = await db().deploymentLease.updateMany({
    where: { serverId, holder: from.holder, fence: from.fence },
    data: { holder: by.holder, fence: { increment: 1 }, expiresAt: new Date(Date.now() + by.ttlMs) },
  });
  return count === 0 ? null : from.fence + 1;
}

/** Keeps a lease; false when somebody else has taken it meanwhile. */
export async function renewLease(serverId: string, fence: number, ttlMs: number): Promise<boolean> {
  const expiresAt = new Date(Date.now() + ttlMs);
  const { count } = await db().deploymentLease.updateMany({
    where: { serverId, fence, holder: { not: NOBODY } },
    data: { expiresAt },
  });
  return count > 0;
}

/** Gives a lease back, if it still is ours. */
export async function releaseLease(serverId: string, fence: number): Promise<void> {
  await db().deploymentLease.updateMany({ where: { serverId, fence }, data: { holder: NOBODY, expiresAt: new Date(0) } });
}
