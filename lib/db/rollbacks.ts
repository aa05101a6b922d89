import "server-only";
import { db } from "./database";

/** Whether a revision was ever seen to run. */
export async function wasRevisionLive(revisionId: string): Promise<boolean> {
  return (await db().deployment.count({ where: { revisionId, status: "live" } })) > 0;
}

/** The rollback that a server runs; null when what runs came of its settings. */
export async function findLiveRollback(
  serverId: string,
): Promise<{ number: number; author: string; reason: string; at: string } | null> {
  const last = await db().deployment.findFirst({ where: { serverId, status: "live" }, orderBy: { finishedAt: "desc" } });
  if (last === null || last.kind !== "rollback" || last.rolledBackTo === null) return null;
  const at = (last.finishedAt ?? last.createdAt).toISOString();
  return { number: last.rolledBackTo, author: last.author, reason: last.reason, at };
}
