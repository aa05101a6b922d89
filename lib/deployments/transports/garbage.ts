import "server-only";
import { join } from "node:path/posix";
import { JOBS_FOLDER, JOBS_PATH } from "@/lib/bundles/file-names";
import { listFolder, removeFile, removeTree } from "./durable-files";
import type { Folder } from "./file-system";

const CREDENTIALS_PATH = "promfleet/credentials";
/** Only names that we have made are ever removed. */
const CREDENTIAL_NAME = /^(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)$/;
const JOBS_NAME = /^[0-9a-f]{12}$/;
const REVISION_NAME = /^(\d+)-[0-9a-f]{12}$/;

/** Removes folders of job files, and credential files, that are not in use. */
export async function collectUnused(folder: Folder, texts: readonly string[]): Promise<void> {
  const folders = new Set(texts.flatMap((text) => text.match(JOBS_PATH) ?? []));
  await collectJobFolders(folder, folders);
  await collectCredentials(folder, [...texts, ...(await readJobFiles(folder, folders))]);
}

async function collectJobFolders({ root, files }: Folder, used: ReadonlySet<string>): Promise<void> {
  for (const folder of await listFolder(files, join(root, JOBS_FOLDER))) {
    const path = `${JOBS_FOLDER}/${folder.name}`;
    if (folder.kind === "folder" && JOBS_NAME.test(folder.name) && !used.has(path)) await removeTree(files, join(root, path));
  }
}

/** The main file names a folder of job files; which credentials are in use stands in those. */
async function readJobFiles({ root, files }: Folder, folders: Iterable<string>): Promise<string[]> {
  const texts: string[] = [];
  for (const folder of folders) {
    for (const file of await listFolder(files, join(root, folder))) {
      const content = file.kind === "file" ? await files.readRegular(join(root, folder, file.name)) : null;
      if (content !== null) texts.push(content.toString("utf8"));
    }
  }
  return texts;
}

async function collectCredentials({ root, files }: Folder, texts: readonly string[]): Promise<void> {
  const used = new Set(texts.flatMap((text) => text.match(CREDENTIAL_PATH) ?? []));
  for (const folder of await listFolder(files, join(root, CREDENTIALS_PATH))) {
    if (folder.kind !== "folder") continue;
    const path = `${CREDENTIALS_PATH}/${folder.name}`;
    for (const file of await listFolder(files, join(root, path))) {
      const filePath = `${path}/${file.name}`;
      const isOurs = file.kind === "file" && CREDENTIAL_NAME.test(file.name);
      if (isOurs && !used.has(filePath)) await removeFile(files, join(root, filePath));
    }
    // Stays when something is left in it.
    await files.removeFolder(join(root, path)).catch(() => undefined);
  }
}

const CREDENTIAL_PATH = /promfleet\/credentials\/[^/\s]+\/(?:token-[0-9a-f]{12}|ca-[0-9a-f]{12}\.crt)/g;

/** Removes the folders of the oldest revisions. */
export async function keepNewestRevisions({ root, files }: Folder, path: string, kept: number): Promise<void> {
  const numbered = (await listFolder(files, join(root, path))).flatMap((entry) => {
    const match = entry.kind === "folder" ? REVISION_NAME.exec(entry.name) : null;
    return match === null ? [] : [{ name: entry.name, number: Number(match[1]) }];
  });
  const oldest = numbered.sort((a, b) => b.number - a.number).slice(kept);
  for (const { name } of oldest) await removeTree(files, join(root, path, name));
}
