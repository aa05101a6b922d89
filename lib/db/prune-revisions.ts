import "server-only";
import { db, inTransaction } from "./database";

/** A rollout is undone within this time or not at all. */
const ROLLOUT_DAYS = 30;

/**
 * Drops what the oldest revisions of a server hold: their files with the tokens in them, and their texts. Numbers and
 * digests stay, so that the history can be read and an old main file of ours is still known for one. What is live, what
 * was live before it, and what any deployment, host or rollout may still need is kept.
 * @returns how many were dropped
 */
export async function pruneRevisions(serverId: string, kept: number): Promise<number> {
  return await inTransaction(async () => {
    const beyond = await db().revision.findMany({
      where: { serverId, prunedAt: null },
      orderBy: { number: "desc" },
      skip: kept,
      select: { id: true },
    });
    if (beyond.length === 0) return 0;
    const needed = await listNeeded(serverId);
    const ids = beyond.map(({ id }) => id).filter((id) => !needed.has(id));
    await db().secret.deleteMany({ where: { ownerKind: "revision", ownerId: { in: ids } } });
    const { count } = await db().revision.updateMany({
      where: { id: { in: ids } },
      data: { prunedAt: new Date(), configMasked: "" },
    });
    return count;
  });
}

async function listNeeded(serverId: string): Promise<Set<string | null>> {
  const live = await db().deployment.findMany({
    where: { serverId, status: "live" },
    orderBy: { finishedAt: "desc" },
    distinct: ["revisionId"],
    take: 2,
    select: { revisionId: true },
  });
  const unfinished = await db().deployment.findMany({ where: { serverId, finishedAt: null }, select: { revisionId: true } });
  const pull = await db().pullState.findUnique({ where: { serverId } });
  const since = new Date(Date.now() - ROLLOUT_DAYS * 24 * 60 * 60 * 1000);
  const members = await db().rolloutMember.findMany({
    where: { serverId, rollout: { createdAt: { gte: since } } },
    select: { previousRevisionId: true },
  });
  return new Set([
    ...[...live, ...unfinished].map(({ revisionId }) => revisionId),
    ...members.map(({ previousRevisionId }) => previousRevisionId),
    pull?.wantedRevisionId ?? null,
    pull?.previousRevisionId ?? null,
  ]);
}
