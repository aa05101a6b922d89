import "server-only";
import { hkdfSync, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { processSingleton } from "@/lib/singleton";

/** Bytes of a key-encryption key. */
const KEY_BYTES = 32;
const LINE = /^([a-z0-9][a-z0-9-]{0,31}):([A-Za-z0-9+/]{43}=)$/;

export type Key = { readonly id: string; readonly bytes: Buffer };

/** Keys by which secrets at rest are sealed. New secrets take the first; the others open older ones. */
export type Keyring = { readonly active: Key; find(id: string): Key | undefined };

/** What a derived key is for; keys for different purposes tell nothing about each other. */
export type KeyPurpose = "wrap" | "fingerprint" | "session";

/** Reads `id:base64` lines; blank lines and `#` comments are skipped. Throws without quoting a line. */
export function parseKeyring(text: string): Keyring {
  const keys = new Map<string, Key>();
  for (const [index, line] of text.split("\n").entries()) {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const match = LINE.exec(trimmed);
    const [id, encoded] = [match?.[1], match?.[2]];
    if (id === undefined || encoded === undefined) {
      throw new Error(`line ${index + 1} is not ID:KEY with a key of ${KEY_BYTES} bytes in base64`);
    }
    if (keys.has(id)) throw new Error(`line ${index + 1}: key ${id} is there twice`);
    keys.set(id, { id, bytes: Buffer.from(encoded, "base64") });
  }
  const [active] = keys.values();
  if (active === undefined) throw new Error("there is no key in it");
  return { active, find: (id) => keys.get(id) };
}

/** True when there is a keyring file. */
export function hasKeyringFile(file: string = env().keyringFile): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Makes a keyring with one new key, readable by its owner only. Of several processes that try, one wins and the others
 * use its file. The data folder is refused: a stolen copy of it must not hold the key as well.
 *
 * @returns whether this call made the file
 */
export function createKeyringFile(file: string = env().keyringFile): boolean {
  const fromData = relative(env().dataDir, file);
  if (!fromData.startsWith("..")) throw new Error(`the keyring ${file} must not be inside the data folder ${env().dataDir}`);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const id = `k-${randomBytes(4).toString("hex")}`;
  const temporary = `${file}.${id}`;
  const text = `# Promfleet seals secrets in its database with the first key. Back this file up, apart from the database.\n`;
  writeFileSync(temporary, `${text}${id}:${randomBytes(KEY_BYTES).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  try {
    // A link fails when the name exists; a rename would replace another process's key.
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function readKeyringFile(): Keyring {
  const file = env().keyringFile;
  try {
    const openTo = statSync(file).mode & 0o077;
    if (openTo !== 0) log.warn({ file }, "the keyring can be read by other users of this machine: chmod 600");
    return parseKeyring(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`keyring ${file}: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

const current = processSingleton("keyring", readKeyringFile);

/** The keyring of this process, read once. */
export function keyring(): Keyring {
  return current.get();
}

/** Derives a key for one purpose (HKDF-SHA-256). */
export function deriveKey(key: Key, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", key.bytes, Buffer.alloc(0), `promfleet/${purpose}`, KEY_BYTES));
}

/** Replaces the keyring in a test; undefined makes the next use read the file. */
export function overrideKeyringForTest(replacement: Keyring | undefined): void {
  current.set(replacement);
}
