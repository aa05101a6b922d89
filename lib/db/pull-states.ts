import "server-only";
import { timingSafeEqual } from "node:crypto";
import { type PullReport, pullReportSchema } from "@/lib/pull/schema";
import type { PullState as PullStateRow } from "@/prisma/generated/postgresql/client";
import { db, isUniqueViolation } from "./database";

/** What a host shall have: a bundle of ours, or (without a revision) the main file of before. */
export type Wanted = {
  readonly revisionId: string | null;
  /** Digest of the bundle; null when it is the file of before. */
  readonly digest: string | null;
  readonly mainDigest: string;
};

export type PullState = {
  /** null before the first deployment. */
  readonly wanted: Wanted | null;
  readonly previousRevisionId: string | null;
  readonly replacesDigest: string | null;
  readonly fence: number;
  readonly report: PullReport | null;
  readonly reportedAt: Date | null;
};

/** Nobody has deployed and no host has reported. */
const NOTHING: PullState = {
  wanted: null,
  previousRevisionId: null,
  replacesDigest: null,
  fence: 0,
  report: null,
  reportedAt: null,
};

/** What a host shall have and what it said last. */
export async function readPullState(serverId: string): Promise<PullState> {
  const row = await db().pullState.findUnique({ where: { serverId } });
  return row === null ? NOTHING : toState(row);
}

/** What every host said last, by server. */
export async function listPullStates(): Promise<Map<string, PullState>> {
  return new Map((await db().pullState.findMany()).map((row) => [row.serverId, toState(row)]));
}

function toState(row: PullStateRow): PullState {
  const { wantedRevisionId: revisionId, wantedDigest: digest, wantedMainDigest: mainDigest } = row;
  return {
    wanted: mainDigest === null ? null : { revisionId, digest, mainDigest },
    previousRevisionId: row.previousRevisionId,
    replacesDigest: row.replacesDigest,
    fence: row.fence,
    // An older version's report is as good as none.
    report: pullReportSchema.safeParse(row.report).data ?? null,
    reportedAt: row.reportedAt,
  };
}

type Change = {
  readonly to: Wanted;
  readonly from: Wanted | null;
  readonly replacesDigest: string;
  readonly previousRevisionId: string | null;
  readonly fence: number;
};

/**
 * Changes what a host shall have, if it still is `from` and nobody with a higher fence was here.
 * @param isFirst a commit: also nobody with the same fence, so that a stale holder cannot repeat one that was undone,
 *   and nobody who holds the lease with a higher one
 */
export async function switchWanted(serverId: string, change: Change, { isFirst }: { isFirst: boolean }): Promise<boolean> {
  const { to, from, replacesDigest, previousRevisionId, fence } = change;
  await ensureRow(serverId);
  const { count } = await db().pullState.updateMany({
    where: {
      serverId,
      wantedRevisionId: from?.revisionId ?? null,
      wantedMainDigest: from?.mainDigest ?? null,
      fence: isFirst ? { lt: fence } : { lte: fence },
      // In the same statement: whoever has lost the lease a moment ago changes nothing.
      ...(isFirst ? { NOT: { server: { lease: { fence: { gt: fence } } } } } : {}),
    },
    data: {
      wantedRevisionId: to.revisionId,
      wantedDigest: to.digest,
      wantedMainDigest: to.mainDigest,
      replacesDigest,
      previousRevisionId,
      fence,
    },
  });
  return count === 1;
}

/** Keeps what a host has said. */
export async function storePullReport(serverId: string, report: PullReport): Promise<void> {
  await ensureRow(serverId);
  await db().pullState.update({ where: { serverId }, data: { report, reportedAt: new Date() } });
}

async function ensureRow(serverId: string): Promise<void> {
  if ((await db().pullState.count({ where: { serverId } })) > 0) return;
  try {
    await db().pullState.create({ data: { serverId } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}

/** The server whose host has this token; its hash is compared in constant time, too. */
export async function findServerByPullToken(tokenHash: string): Promise<string | null> {
  const row = await db().server.findUnique({
    where: { pullTokenHash: tokenHash },
    select: { id: true, pullTokenHash: true },
  });
  if (row === null || row.pullTokenHash === null) return null;
  return timingSafeEqual(Buffer.from(row.pullTokenHash), Buffer.from(tokenHash)) ? row.id : null;
}

/** Replaces a server's token: the one of before ends at once. */
export async function storePullTokenHash(serverId: string, tokenHash: string): Promise<boolean> {
  const { count } = await db().server.updateMany({ where: { id: serverId }, data: { pullTokenHash: tokenHash } });
  return count === 1;
}

export async function hasPullToken(serverId: string): Promise<boolean> {
  return (await db().server.count({ where: { id: serverId, pullTokenHash: { not: null } } })) > 0;
}
