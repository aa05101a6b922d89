import "server-only";
import { pingDatabase } from "@/lib/db/database";
import { findUnusableKeys } from "@/lib/db/key-check";
import { log } from "@/lib/log";

/** Why requests cannot be served now, in words for operators; null when they can. */
export async function findUnreadiness(): Promise<string | null> {
  try {
    await pingDatabase();
  } catch (error) {
    log.error({ error }, "the database does not answer");
    return "the database does not answer";
  }
  try {
    return keyProblem(await findUnusableKeys());
  } catch (error) {
    log.error({ error }, "the keyring could not be compared with the database");
    return "the keyring could not be read";
  }
}

/** What to do about keys that do not open what they have sealed. */
export function keyProblem(unusableKeys: readonly string[]): string | null {
  if (unusableKeys.length === 0) return null;
  return `the keyring does not hold the right key ${unusableKeys.join(", ")}: put the keyring back that belongs to this database`;
}
