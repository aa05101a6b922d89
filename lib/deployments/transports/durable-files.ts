import "server-only";
import { dirname, join } from "node:path/posix";
import { isExisting, isMissing, refuse } from "./disk-problem";
import type { FileSystem, Folder, Ownership } from "./file-system";

/** Larger files are not configurations; reading one must not fill our memory. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Joins a path of a bundle to its root. Names are made by us; this is the wall behind that. */
export function resolveInside(root: string, path: string): string {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\0\\]/.test(part));
  if (!isPlain) refuse("deployment/path-outside", { path });
  return join(root, ...parts);
}

export function checkFileSize(path: string, size: number): void {
  if (size > FILE_BYTES_MAX) refuse("deployment/file-too-big", { path, errno: "EFBIG" });
}

/** Replaces a file as a whole: readers see the old or the new one. */
export async function replaceFile(
  files: FileSystem,
  path: string,
  { temporary, content, ownership }: { temporary: string; content: string | Buffer; ownership: Ownership },
): Promise<void> {
  await removeFile(files, temporary);
  await files.writeNew(temporary, content, ownership);
  try {
    await files.rename(temporary, path);
  } catch (error) {
    await removeFile(files, temporary);
    throw error;
  }
  await files.syncFolder(dirname(path));
}

/**
 * Makes each folder of `path` below the root and refuses links on the way.
 * @returns the folders that were not there before, outermost first
 */
export async function ensureFolder({ root, files }: Folder, path: string, gid: number | null): Promise<string[]> {
  const made: string[] = [];
  let folder = root;
  for (const part of path.split("/")) {
    folder = resolveInside(folder, part);
    if (await makeFolder(files, folder, gid)) made.push(folder);
  }
  return made;
}

async function makeFolder(files: FileSystem, folder: string, gid: number | null): Promise<boolean> {
  try {
    await files.makeFolder(folder, { mode: 0o750, uid: null, gid });
  } catch (error) {
    if (!isExisting(error)) throw error;
    const { kind } = await files.lstat(folder);
    if (kind === "link") refuse("deployment/link", { path: folder, errno: "ELOOP" });
    if (kind !== "folder") refuse("deployment/not-a-directory", { path: folder, errno: "ENOTDIR" });
    return false;
  }
  await files.syncFolder(dirname(folder));
  return true;
}

/** Removes a file if it is there. */
export async function removeFile(files: FileSystem, path: string): Promise<void> {
  await files.remove(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

/** What is in a folder; nothing when it is not there. */
export async function listFolder(files: FileSystem, path: string): ReturnType<FileSystem["list"]> {
  return await files.list(path).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/** Removes a folder with everything in it; links in it go themselves, and nothing behind them. */
export async function removeTree(files: FileSystem, path: string): Promise<void> {
  for (const { name, kind } of await files.list(path)) {
    const inner = join(path, name);
    await (kind === "folder" ? removeTree(files, inner) : files.remove(inner));
  }
  await files.removeFolder(path);
}
