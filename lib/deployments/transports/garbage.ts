import "server-only";
import type { Dirent } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { JOBS_FOLDER, JOBS_PATH } from "@/lib/bundles/file-names";
import { isMissing } from "./disk-problem";
import { readRegularFile, removeFile } from "./durable-files";

const CREDENTIALS_PATH = "promfleet/credentials";
/** Only names that we have made are ever removed. */
const CREDENTIAL_NAME = /^(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)$/;
const JOBS_NAME = /^[0-9a-f]{12}$/;
const REVISION_NAME = /^(\d+)-[0-9a-f]{12}$/;

async function listFolder(path: string): Promise<Dirent[]> {
  return await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/** Removes folders of job files, and credential files, that are not in use. */
export async function collectUnused(root: string, texts: readonly string[]): Promise<void> {
  const folders = new Set(texts.flatMap((text) => text.match(JOBS_PATH) ?? []));
  await collectJobFolders(root, folders);
  await collectCredentials(root, [...texts, ...(await readJobFiles(root, folders))]);
}

async function collectJobFolders(root: string, used: ReadonlySet<string>): Promise<void> {
  for (const folder of await listFolder(join(root, JOBS_FOLDER))) {
    const path = `${JOBS_FOLDER}/${folder.name}`;
    if (folder.isDirectory() && JOBS_NAME.test(folder.name) && !used.has(path)) await rm(join(root, path), { recursive: true });
  }
}

/** The main file names a folder of job files; which credentials are in use stands in those. */
async function readJobFiles(root: string, folders: Iterable<string>): Promise<string[]> {
  const texts: string[] = [];
  for (const folder of folders) {
    for (const file of await listFolder(join(root, folder))) {
      const content = file.isFile() ? await readRegularFile(join(root, folder, file.name)) : null;
      if (content !== null) texts.push(content.toString("utf8"));
    }
  }
  return texts;
}

async function collectCredentials(root: string, texts: readonly string[]): Promise<void> {
  const used = new Set(texts.flatMap((text) => text.match(CREDENTIAL_PATH) ?? []));
  for (const folder of await listFolder(join(root, CREDENTIALS_PATH))) {
    if (!folder.isDirectory()) continue;
    const path = `${CREDENTIALS_PATH}/${folder.name}`;
    for (const file of await listFolder(join(root, path))) {
      const filePath = `${path}/${file.name}`;
      const isOurs = file.isFile() && CREDENTIAL_NAME.test(file.name);
      if (isOurs && !used.has(filePath)) await removeFile(join(root, filePath));
    }
    // Stays when something is left in it.
    await rmdir(join(root, path)).catch(() => undefined);
  }
}

const CREDENTIAL_PATH = /promfleet\/credentials\/[^/\s]+\/(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)/g;

/** Removes the folders of the oldest revisions. */
export async function keepNewestRevisions(folder: string, kept: number): Promise<void> {
  const numbered = (await listFolder(folder)).flatMap((entry) => {
    const match = entry.isDirectory() ? REVISION_NAME.exec(entry.name) : null;
    return match === null ? [] : [{ name: entry.name, number: Number(match[1]) }];
  });
  const oldest = numbered.sort((a, b) => b.number - a.number).slice(kept);
  for (const { name } of oldest) await rm(join(folder, name), { recursive: true });
}
