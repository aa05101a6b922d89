import "server-only";
import { db } from "./database";

/** Notes that a session is in use. */
export async function touchSession(id: string): Promise<void> {
  await db().session.updateMany({ where: { id }, data: { updatedAt: new Date() } });
}

/** Ends a session. */
export async function endSession(id: string): Promise<void> {
  await db().session.deleteMany({ where: { id } });
}
