import "server-only";
import { type RegistrationChoice, registrationChoiceSchema } from "@/lib/clusters/registration-schema";
import { db } from "./database";

/** A code that was issued; the code itself is not stored. */
export type RegistrationCodeRecord = {
  readonly id: string;
  readonly choice: RegistrationChoice;
  readonly author: string;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly clusterId: string | null;
};

type NewCode = { codeHash: string; choice: RegistrationChoice; author: string; expiresAt: Date };

/** Stores a code by its hash, and forgets those that ended a day ago. */
export async function insertRegistrationCode(code: NewCode): Promise<string> {
  const dayAgo = new Date(Date.now() - 86_400_000);
  await db().registrationCode.deleteMany({ where: { expiresAt: { lt: dayAgo } } });
  return (await db().registrationCode.create({ data: code })).id;
}

/** One code by what it was issued as or by its hash, or null. */
export async function findRegistrationCode(by: { id: string } | { codeHash: string }): Promise<RegistrationCodeRecord | null> {
  const row = await db().registrationCode.findUnique({ where: by });
  if (row === null) return null;
  const { id, author, expiresAt, usedAt, clusterId } = row;
  return { id, author, expiresAt, usedAt, clusterId, choice: registrationChoiceSchema.parse(row.choice) };
}

/** Takes a code for good; false when another request was first. */
export async function claimRegistrationCode(id: string): Promise<boolean> {
  const { count } = await db().registrationCode.updateMany({ where: { id, usedAt: null }, data: { usedAt: new Date() } });
  return count === 1;
}

/** Notes what came of a code. */
export async function noteRegisteredCluster(id: string, clusterId: string): Promise<void> {
  await db().registrationCode.update({ where: { id }, data: { clusterId } });
}
