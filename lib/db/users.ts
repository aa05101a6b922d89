import "server-only";
import { randomUUID } from "node:crypto";
import { db, inTransaction, isUniqueViolation } from "./database";

/** The one row of Setup: its key makes a second administrator by setup impossible, whoever tries at the same time. */
const SETUP_ROW = 1;

/** True until the first administrator exists. */
export async function isSetupNeeded(): Promise<boolean> {
  return (await db().setup.findUnique({ where: { id: SETUP_ROW } })) === null;
}

/**
 * Makes the first administrator with a password.
 *
 * @returns false when there is one already
 */
export async function insertFirstAdmin({ name, email, hash }: { name: string; email: string; hash: string }): Promise<boolean> {
  const id = randomUUID();
  try {
    await inTransaction(async () => {
      await db().setup.create({ data: { id: SETUP_ROW } });
      await db().user.create({ data: { id, name, email, emailVerified: true, role: "admin" } });
      // The shape in which better-auth keeps a password.
      await db().account.create({
        data: { id: randomUUID(), accountId: id, providerId: "credential", userId: id, password: hash },
      });
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}
