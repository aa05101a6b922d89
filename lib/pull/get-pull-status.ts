import "server-only";
import { hasPullToken, type PullState, readPullState } from "@/lib/db/pull-states";
import { findRevision } from "@/lib/db/revisions";
import { findServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { isSilent, type PullStatus, tagOf } from "./schema";

/** What a server's host has reported, and how far that is from what it shall have. */
export async function getPullStatus(serverId: string): Promise<PullStatus> {
  const server = await findServerRecord(serverId);
  if (server === null || server.transport.kind !== "pull") throw new AppError("not_found");
  const { intervalSeconds } = server.transport;
  const state = await readPullState(serverId);
  const { wanted, report, reportedAt } = state;
  const revision = wanted?.revisionId == null ? null : await findRevision(wanted.revisionId);
  return {
    hasToken: await hasPullToken(serverId),
    intervalSeconds,
    report,
    reportedAt: reportedAt?.toISOString() ?? null,
    isSilent: reportedAt !== null && isSilent({ reportedAt, intervalSeconds }, Date.now()),
    wantedRevision: revision?.number ?? null,
    progress: progressOf(state),
  };
}

function progressOf(state: PullState): PullStatus["progress"] {
  if (state.wanted === null) return "nothing_wanted";
  if (state.report?.tag !== tagOf(state)) return "waiting";
  return state.report.outcome === "live" && state.report.main === state.wanted.mainDigest ? "done" : "failed";
}
