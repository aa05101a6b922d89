import "server-only";
import { randomUUID } from "node:crypto";
import { type SecretPlace, seal, unseal } from "@/lib/secrets/envelope";
import { keyring } from "@/lib/secrets/keyring";
import type { Secret } from "@/lib/secrets/secret";
import type { Secret as SecretRow } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

/** Whose secret it is, and which. */
export type SecretOwner =
  | { readonly kind: "cluster"; readonly id: string; readonly field: "token" }
  | { readonly kind: "server"; readonly id: string; readonly field: "password" | "token" | "base-config" }
  | { readonly kind: "revision"; readonly id: string; readonly field: "bundle" }
  | { readonly kind: "key"; readonly id: string; readonly field: "check" };

/** What may be told of a stored secret. */
export type SecretDescription = { readonly version: number; readonly storedAt: Date; readonly expiresAt: Date | null };

/**
 * Seals a value and stores it as the owner's next version. Plaintext never reaches Prisma.
 *
 * @param binding what the secret may be sent to; the same text opens it again
 */
export async function storeSecret(
  owner: SecretOwner,
  value: Secret<string>,
  { binding, expiresAt = null }: { binding: string; expiresAt?: Date | null },
): Promise<SecretDescription> {
  const latest = await findLatest(owner);
  const place: SecretPlace = { ...placeOf(owner), rowId: randomUUID(), version: (latest?.version ?? 0) + 1, binding };
  const { rowId: id, ownerKind, ownerId, field, version } = place;
  const sealed = seal(keyring(), value, place);
  return describe(await db().secret.create({ data: { id, ownerKind, ownerId, field, version, sealed, expiresAt } }));
}

/** Opens the owner's latest version; null when there is none. Throws `UnsealError` when it does not open. */
export async function readSecret(owner: SecretOwner, binding: string): Promise<Secret<string> | null> {
  const row = await findLatest(owner);
  if (row === null) return null;
  return unseal(keyring(), row.sealed, { ...placeOf(owner), rowId: row.id, version: row.version, binding });
}

/** Tells of the owner's latest version without opening it; null when there is none. */
export async function describeSecret(owner: SecretOwner): Promise<SecretDescription | null> {
  const row = await findLatest(owner);
  return row === null ? null : describe(row);
}

/** Ids of owners of one kind and field, each with the description of its latest version. */
export async function describeSecrets({
  kind,
  field,
}: Pick<SecretOwner, "kind" | "field">): Promise<Map<string, SecretDescription>> {
  const rows = await db().secret.findMany({
    where: { ownerKind: kind, field },
    select: { ownerId: true, version: true, createdAt: true, expiresAt: true },
    orderBy: { version: "asc" },
  });
  return new Map(rows.map((row) => [row.ownerId, describe(row)]));
}

/** Deletes all versions of all secrets of one owner. */
export async function deleteSecrets({ kind, id }: Pick<SecretOwner, "kind" | "id">): Promise<void> {
  await db().secret.deleteMany({ where: { ownerKind: kind, ownerId: id } });
}

function findLatest({ kind, id, field }: SecretOwner): Promise<SecretRow | null> {
  return db().secret.findFirst({ where: { ownerKind: kind, ownerId: id, field }, orderBy: { version: "desc" } });
}

function placeOf({ kind, id, field }: SecretOwner): Pick<SecretPlace, "ownerKind" | "ownerId" | "field"> {
  return { ownerKind: kind, ownerId: id, field };
}

function describe(row: Pick<SecretRow, "version" | "createdAt" | "expiresAt">): SecretDescription {
  return { version: row.version, storedAt: row.createdAt, expiresAt: row.expiresAt };
}
