import "server-only";
import { randomUUID } from "node:crypto";
import { log } from "@/lib/log";
import { metrics } from "@/lib/metrics/registry";
import { type SecretPlace, seal, UnsealError, unseal } from "@/lib/secrets/envelope";
import { keyring } from "@/lib/secrets/keyring";
import type { Secret } from "@/lib/secrets/secret";
import type { Secret as SecretRow } from "@/prisma/generated/postgresql/client";
import { db } from "./database";

/** Older versions are shredded. */
const VERSIONS_KEPT = 5;

/** Whose secret it is, and which. */
export type SecretOwner =
  | { readonly kind: "cluster"; readonly id: string; readonly field: "token" }
  | { readonly kind: "server"; readonly id: string; readonly field: "password" | "token" | "base-config" | "transport-secret" }
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
  const row = await db().secret.create({ data: { id, ownerKind, ownerId, field, version, sealed, expiresAt } });
  await db().secret.deleteMany({ where: { ownerKind, ownerId, field, version: { lte: version - VERSIONS_KEPT } } });
  return describe(row);
}

/** Opens the owner's latest version; null when there is none. Throws `UnsealError` when it does not open. */
export async function readSecret(owner: SecretOwner, binding: string): Promise<Secret<string> | null> {
  const row = await findLatest(owner);
  return row === null ? null : open(row, binding);
}

/** Tells of the owner's latest version without opening it; null when there is none. */
export async function describeSecret(owner: SecretOwner): Promise<SecretDescription | null> {
  const row = await findLatest(owner);
  return row === null ? null : describe(row);
}

/** A stored secret; `value` is null when it does not open any more. */
export type OpenedSecret = { readonly description: SecretDescription; readonly value: Secret<string> | null };

/**
 * Opens the latest versions of many owners with one query. One that does not open spoils no other.
 *
 * @param bindings id of each owner and what its secret may be sent to
 */
export async function readSecrets(
  { kind, field }: Pick<SecretOwner, "kind" | "field">,
  bindings: ReadonlyMap<string, string>,
): Promise<Map<string, OpenedSecret>> {
  const rows = await db().secret.findMany({
    // A long list of ids does not fit into one statement of SQLite.
    where: { ownerKind: kind, field, ...(bindings.size <= 500 ? { ownerId: { in: [...bindings.keys()] } } : {}) },
    orderBy: { version: "asc" },
  });
  const latest = new Map(rows.map((row) => [row.ownerId, row]));
  const opened = new Map<string, OpenedSecret>();
  for (const [id, binding] of bindings) {
    const row = latest.get(id);
    if (row !== undefined) opened.set(id, { description: describe(row), value: openOrNull(row, binding) });
  }
  return opened;
}

function openOrNull(row: SecretRow, binding: string): Secret<string> | null {
  try {
    return open(row, binding);
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    const { ownerKind, ownerId, field } = row;
    log.error({ ownerKind, ownerId, field, reason: error.reason, keyId: error.keyId }, "a stored secret does not open");
    return null;
  }
}

function open(row: SecretRow, binding: string): Secret<string> {
  const { id: rowId, ownerKind, ownerId, field, version } = row;
  try {
    return unseal(keyring(), row.sealed, { rowId, ownerKind, ownerId, field, version, binding });
  } catch (error) {
    if (error instanceof UnsealError) metrics().secretOpenFailures.inc({ reason: error.reason });
    throw error;
  }
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
