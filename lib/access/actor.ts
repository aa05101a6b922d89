import "server-only";
import { endSession, touchSession } from "@/lib/db/sessions";
import { AppError } from "@/lib/errors";
import { auth } from "./auth";

/** A session ends when it has not been used for this long. */
const IDLE_MS_MAX = 30 * 60 * 1000;
/** Writing down every use would turn each read into a write. */
const TOUCH_INTERVAL_MS = 60 * 1000;

/** Who asks. Roles, API tokens and single sign-on will widen this one type. */
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: "admin";
  readonly sessionExpiresAt: Date;
};

/** The one lock: every API route and every page asks it who is there; nobody means 401. */
export async function requireActor(from: Request | Headers): Promise<Actor> {
  const actor = await findActor(from);
  if (actor === null) throw new AppError("unauthenticated");
  return actor;
}

/** Like `requireActor`, for places that also serve people who are not signed in: null instead of 401. */
export async function findActor(from: Request | Headers): Promise<Actor | null> {
  const headers = from instanceof Request ? from.headers : from;
  // Without a cookie there is no session: no need to ask the database.
  if (!headers.has("cookie")) return null;
  const found = await auth().api.getSession({ headers: new Headers({ cookie: headers.get("cookie") ?? "" }) });
  if (found === null) return null;
  const idleMs = Date.now() - found.session.updatedAt.getTime();
  if (idleMs > IDLE_MS_MAX) {
    await endSession(found.session.id);
    return null;
  }
  if (idleMs > TOUCH_INTERVAL_MS) await touchSession(found.session.id);
  const { id, name, email } = found.user;
  // Every user is an administrator until roles arrive.
  return { id, name, email, role: "admin", sessionExpiresAt: found.session.expiresAt };
}
