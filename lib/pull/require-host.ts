import "server-only";
import { limitAttempts } from "@/lib/access/rate-limit";
import { findServerByPullToken } from "@/lib/db/pull-states";
import { findServerRecord, type ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { hashPullToken } from "./issue-pull-token";

/** A host asks and reports once per interval; people who try things ask a little more often. */
const HOST_LIMIT = { max: 300, windowMs: 60_000 };
/** For everybody together: a token has 256 bits, and whoever holds one is never counted here. */
const REFUSED_LIMIT = { max: 60, windowMs: 60_000 };

/** The server whose token a request carries; `unauthenticated` for anybody else. */
export async function requireHost(request: Request): Promise<ServerRecord> {
  const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const serverId = token === undefined ? null : await findServerByPullToken(hashPullToken(token));
  const server = serverId === null ? null : await findServerRecord(serverId);
  // A token of a server that is delivered to in another way opens nothing.
  if (server === null || server.transport.kind !== "pull") {
    await limitAttempts("pull-refused", REFUSED_LIMIT);
    throw new AppError("unauthenticated");
  }
  await limitAttempts(`pull:${server.id}`, HOST_LIMIT);
  return server;
}
