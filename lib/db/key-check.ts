import "server-only";
import { UnsealError } from "@/lib/secrets/envelope";
import { keyring } from "@/lib/secrets/keyring";
import { Secret } from "@/lib/secrets/secret";
import { db } from "./database";
import { readSecret, type SecretOwner, storeSecret } from "./secrets";

/** What is sealed with every key that has been used here; a key that opens it is the right one. */
const KNOWN_VALUE = "promfleet";
const BINDING = "key-check";

/** Ids of the keys that have sealed something in this database. */
export async function listUsedKeys(): Promise<string[]> {
  const rows = await db().secret.findMany({
    where: { ownerKind: "key" },
    select: { ownerId: true },
    orderBy: { ownerId: "asc" },
  });
  return rows.map(({ ownerId }) => ownerId);
}

/**
 * Compares the keyring with the keys that have sealed something here, and notes a new active key.
 *
 * @returns ids of keys that are missing in the keyring or have another value there; empty when all is well
 */
export async function findUnusableKeys(): Promise<string[]> {
  const used = await listUsedKeys();
  const unusable: string[] = [];
  for (const id of used) if (!(await opens(id))) unusable.push(id);
  const { id: active } = keyring().active;
  // A database that cannot be read must not be written to with yet another key.
  if (unusable.length === 0 && !used.includes(active))
    await storeSecret(ownerOf(active), new Secret(KNOWN_VALUE), { binding: BINDING });
  return unusable;
}

async function opens(keyId: string): Promise<boolean> {
  try {
    return (await readSecret(ownerOf(keyId), BINDING))?.reveal() === KNOWN_VALUE;
  } catch (error) {
    if (error instanceof UnsealError) return false;
    throw error;
  }
}

function ownerOf(keyId: string): SecretOwner {
  return { kind: "key", id: keyId, field: "check" };
}
