import "server-only";
import type { Dirent } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "./disk-problem";
import { removeFile } from "./durable-files";

const CREDENTIALS_PATH = "promfleet/credentials";
/** Only names that we have made are ever removed. */
const CREDENTIAL_NAME = /^(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)$/;
const REVISION_NAME = /^(\d+)-[0-9a-f]{12}$/;
/** Copies for people to look at; the database has every revision. */
const REVISIONS_KEPT = 10;

async function listFolder(path: string): Promise<Dirent[]> {
  return await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/** Removes credential files whose path is in none of `texts`. */
export async function collectCredentials(root: string, texts: readonly string[]): Promise<void> {
  for (const folder of await listFolder(join(root, CREDENTIALS_PATH))) {
    if (!folder.isDirectory()) continue;
    const path = `${CREDENTIALS_PATH}/${folder.name}`;
    for (const file of await listFolder(join(root, path))) {
      const filePath = `${path}/${file.name}`;
      const isOurs = file.isFile() && CREDENTIAL_NAME.test(file.name);
      if (isOurs && !texts.some((text) => text.includes(filePath))) await removeFile(join(root, filePath));
    }
    // Stays when something is left in it.
    await rmdir(join(root, path)).catch(() => undefined);
  }
}

/** Removes the oldest revision folders. */
export async function keepNewestRevisions(folder: string): Promise<void> {
  const numbered = (await listFolder(folder)).flatMap((entry) => {
    const match = entry.isDirectory() ? REVISION_NAME.exec(entry.name) : null;
    return match === null ? [] : [{ name: entry.name, number: Number(match[1]) }];
  });
  const oldest = numbered.sort((a, b) => b.number - a.number).slice(REVISIONS_KEPT);
  for (const { name } of oldest) await rm(join(folder, name), { recursive: true });
}
