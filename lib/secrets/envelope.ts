import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveKey, type Key, type Keyring } from "./keyring";
import { Secret } from "./secret";

/**
 * A sealed secret is
 *   format (1 byte) | length of the key id (1) | key id | wrapped data key | sealed value
 * where both parts are nonce (12) | tag (16) | ciphertext, AES-256-GCM. Every secret has a data key of its own, so a key
 * of the keyring only ever wraps random keys, and rotation rewraps 32 bytes instead of re-encrypting values.
 */
const FORMAT = 1;
const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DATA_KEY_BYTES = 32;
const WRAPPED_BYTES = NONCE_BYTES + TAG_BYTES + DATA_KEY_BYTES;

/** Where a secret belongs. It is authenticated with the secret: moved anywhere else, the secret does not open. */
export type SecretPlace = {
  readonly rowId: string;
  readonly ownerKind: string;
  readonly ownerId: string;
  readonly field: string;
  readonly version: number;
  /** What the secret may be sent to, e.g. URL and CA of an API server; a changed destination does not open it (T-20). */
  readonly binding: string;
};

/** Why a secret does not open. Damage, a swapped row and a changed destination look the same on purpose. */
export class UnsealError extends Error {
  readonly reason: "unknown_key" | "damaged";
  readonly keyId: string | null;

  constructor(reason: "unknown_key" | "damaged", keyId: string | null) {
    super(reason === "unknown_key" ? `key ${keyId} is not in the keyring` : "a sealed secret is damaged or in the wrong place");
    this.name = "UnsealError";
    this.reason = reason;
    this.keyId = keyId;
  }
}

/** Seals a value for one place with the active key. */
export function seal(keyring: Keyring, value: Secret<string>, place: SecretPlace): Uint8Array<ArrayBuffer> {
  const key = keyring.active;
  const keyId = Buffer.from(key.id, "ascii");
  const dataKey = randomBytes(DATA_KEY_BYTES);
  const parts = [
    Buffer.from([FORMAT, keyId.length]),
    keyId,
    encrypt(deriveKey(key, "wrap"), dataKey, dataKeyContext(key, place)),
    encrypt(dataKey, Buffer.from(value.reveal(), "utf8"), valueContext(key, place)),
  ];
  dataKey.fill(0);
  return Uint8Array.from(Buffer.concat(parts));
}

/** Opens what `seal` made for the same place; throws `UnsealError` for anything else. */
export function unseal(keyring: Keyring, sealed: Uint8Array, place: SecretPlace): Secret<string> {
  const { keyId, wrapped, value } = split(Buffer.from(sealed));
  const key = keyring.find(keyId);
  if (key === undefined) throw new UnsealError("unknown_key", keyId);
  try {
    const dataKey = decrypt(deriveKey(key, "wrap"), wrapped, dataKeyContext(key, place));
    return new Secret(decrypt(dataKey, value, valueContext(key, place)).toString("utf8"));
  } catch {
    throw new UnsealError("damaged", keyId);
  }
}

function split(sealed: Buffer): { keyId: string; wrapped: Buffer; value: Buffer } {
  const keyIdEnd = 2 + (sealed[1] ?? 0);
  const wrappedEnd = keyIdEnd + WRAPPED_BYTES;
  if (sealed[0] !== FORMAT || sealed.length < wrappedEnd + NONCE_BYTES + TAG_BYTES) throw new UnsealError("damaged", null);
  const keyId = sealed.toString("latin1", 2, keyIdEnd);
  // A damaged id must not travel into logs as if it were one.
  if (!/^[a-z0-9-]{1,32}$/.test(keyId)) throw new UnsealError("damaged", null);
  return { keyId, wrapped: sealed.subarray(keyIdEnd, wrappedEnd), value: sealed.subarray(wrappedEnd) };
}

/** JSON, because joining with a separator would let two different places look alike. */
function dataKeyContext(key: Key, { rowId, version }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(["data-key", key.id, rowId, version]), "utf8");
}

function valueContext(key: Key, place: SecretPlace): Buffer {
  const { rowId, ownerKind, ownerId, field, version, binding } = place;
  // "default" is the project that everything belongs to until projects arrive.
  return Buffer.from(JSON.stringify(["default", ownerKind, ownerId, rowId, field, version, FORMAT, key.id, binding]), "utf8");
}

function encrypt(key: Buffer, plaintext: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(context);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

function decrypt(key: Buffer, sealed: Buffer, context: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(context).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
