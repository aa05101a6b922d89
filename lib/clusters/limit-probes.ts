import "server-only";
import type { Actor } from "@/lib/access/actor";
import { limitAttempts } from "@/lib/access/rate-limit";

/** More would make us a port scanner (T-33). */
const LIMIT_OF_USER = { max: 10, windowMs: 60_000 };
const LIMIT_OF_ALL = { max: 60, windowMs: 60_000 };

/** Counts one try of a connection that a user has named; `too_many_requests` when there were too many. */
export async function limitProbes(actor: Actor): Promise<void> {
  await limitAttempts(`check-connection:${actor.id}`, LIMIT_OF_USER);
  await limitAttempts("check-connection", LIMIT_OF_ALL);
}
