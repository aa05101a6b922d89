import "server-only";
import { randomUUID } from "node:crypto";
import type { User } from "@/lib/access/schema";
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
      await insertRows(id, { name, email, hash });
    });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

type NewUser = { readonly name: string; readonly email: string; readonly hash: string };

/** Adds a user with a password; a taken e-mail address is a unique violation. */
export async function insertUser(user: NewUser): Promise<User> {
  const id = randomUUID();
  await inTransaction(() => insertRows(id, user));
  return toUser(await db().user.findUniqueOrThrow({ where: { id } }));
}

/** Everybody, by name. */
export async function listUserRows(): Promise<User[]> {
  const rows = await db().user.findMany({ orderBy: [{ name: "asc" }, { email: "asc" }] });
  return rows.map(toUser);
}

async function insertRows(id: string, { name, email, hash }: NewUser): Promise<void> {
  await db().user.create({ data: { id, name, email, emailVerified: true, role: "admin" } });
  // The shape in which better-auth keeps a password.
  await db().account.create({ data: { id: randomUUID(), accountId: id, providerId: "credential", userId: id, password: hash } });
}

function toUser({ id, name, email, createdAt }: { id: string; name: string; email: string; createdAt: Date }): User {
  return { id, name, email, createdAt: createdAt.toISOString() };
}
