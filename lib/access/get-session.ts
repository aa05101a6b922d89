import "server-only";
import type { Actor } from "./actor";
import type { Session } from "./schema";

/** What the browser may know of who is signed in. */
export function toSession({ id, name, email, role, sessionExpiresAt }: Actor): Session {
  return { user: { id, name, email, role }, expiresAt: sessionExpiresAt.toISOString() };
}
