import "server-only";
import { randomUUID } from "node:crypto";
import { db, isUniqueViolation } from "./database";

/**
 * Takes one of `max` attempts that a key has per window. Kept in the database, so that a restart forgives nothing and
 * several processes count together.
 *
 * @returns seconds until the next attempt is allowed, or null when this one is
 */
export async function takeAttempt(key: string, { max, windowMs }: { max: number; windowMs: number }): Promise<number | null> {
  const now = Date.now();
  const windowStart = BigInt(now - windowMs);
  const restarted = await db().rateLimit.updateMany({
    where: { key, lastRequest: { lte: windowStart } },
    data: { count: 1, lastRequest: BigInt(now) },
  });
  if (restarted.count === 1) return null;
  const counted = await db().rateLimit.updateMany({
    where: { key, lastRequest: { gt: windowStart }, count: { lt: max } },
    data: { count: { increment: 1 } },
  });
  if (counted.count === 1) return null;
  const row = await db().rateLimit.findUnique({ where: { key } });
  if (row !== null) return Math.max(1, Math.ceil((Number(row.lastRequest) + windowMs - now) / 1000));
  try {
    await db().rateLimit.create({ data: { id: randomUUID(), key, count: 1, lastRequest: BigInt(now) } });
    return null;
  } catch (error) {
    // Another request was the first one: count with it.
    if (isUniqueViolation(error)) return takeAttempt(key, { max, windowMs });
    throw error;
  }
}
