import "server-only";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/env";

const TOKEN_BYTES = 16;
const LIFETIME_MS = 60 * 60 * 1000;

/** The file is the truth, not memory: every process that shares the data folder accepts the same token. */
export function setupTokenFile(): string {
  return join(env().dataDir, "setup-token");
}

/** Makes a new one-time token; an older one is void. Returns it for the log. */
export async function issueSetupToken(): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString("hex");
  const file = setupTokenFile();
  const temporary = `${file}.${randomBytes(4).toString("hex")}`;
  await mkdir(env().dataDir, { recursive: true, mode: 0o700 });
  await writeFile(temporary, `${token}\n`, { mode: 0o600, flag: "wx" });
  await rename(temporary, file);
  return token;
}

/** True when the token is the latest one and is not older than an hour. */
export async function isSetupToken(candidate: string): Promise<boolean> {
  const file = setupTokenFile();
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    if (Date.now() - mtimeMs > LIFETIME_MS) return false;
    // Digests have one length, which timingSafeEqual asks for.
    return timingSafeEqual(digest(candidate.trim()), digest(text.trim()));
  } catch {
    return false;
  }
}

/** Voids the token. */
export async function removeSetupToken(): Promise<void> {
  await rm(setupTokenFile(), { force: true });
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
