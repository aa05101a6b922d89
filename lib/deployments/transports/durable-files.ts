import "server-only";
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, rename, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isExisting, isMissing, refuse } from "./disk-problem";

/** Mode and owner that a file shall have. A uid of null means: whoever we are. */
export type Ownership = { readonly mode: number; readonly uid: number | null; readonly gid: number };

/** Larger files are not configurations; reading one must not fill our memory. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;

/** Joins a path of a bundle to its root. Names are made by us; this is the wall behind that. */
export function resolveInside(root: string, path: string): string {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== ".." && !/[\0\\]/.test(part));
  if (!isPlain) refuse("deployment/path-outside", { path });
  return join(root, ...parts);
}

/** Reads a regular file without following a link in its last part; null when it is not there. */
export async function readRegularFile(path: string): Promise<Buffer | null> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const { size, mode } = await file.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) refuse("deployment/not-a-file", { path });
    if (size > FILE_BYTES_MAX) refuse("deployment/file-too-big", { path, errno: "EFBIG" });
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Writes a file that must not exist yet, and has it on the disk before it returns. Leaves nothing on failure. */
export async function writeNewFile(path: string, content: string | Buffer, ownership: Ownership): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(content);
    await setOwnership(file, path, ownership);
    await file.sync();
  } catch (error) {
    await file.close().catch(() => undefined);
    await removeFile(path);
    // A failed write names no path by itself.
    throw error instanceof Error && "code" in error ? Object.assign(error, { path }) : error;
  }
  await file.close();
}

async function setOwnership(file: FileHandle, path: string, { mode, uid, gid }: Ownership): Promise<void> {
  const now = await file.stat();
  const wantedUid = uid ?? now.uid;
  if (now.uid !== wantedUid || now.gid !== gid) {
    // Only root may give files away. The group decides whether Prometheus can read the file, so that one must hold.
    await file.chown(wantedUid, gid).catch(() => giveToGroup(file, path, now.uid, gid, mode));
  }
  // After chown, which clears bits of the mode.
  await file.chmod(mode);
}

async function giveToGroup(file: FileHandle, path: string, uid: number, gid: number, mode: number): Promise<void> {
  const isReadableByAll = (mode & 0o004) !== 0;
  try {
    await file.chown(uid, gid);
  } catch {
    if (!isReadableByAll) refuse("deployment/group", { path, group: gid, uid: process.getuid?.() ?? 0 });
  }
}

/** Replaces a file as a whole: readers see the old or the new one. */
export async function replaceFile(
  path: string,
  temporary: string,
  content: string | Buffer,
  ownership: Ownership,
): Promise<void> {
  await removeFile(temporary);
  await writeNewFile(temporary, content, ownership);
  try {
    await rename(temporary, path);
  } catch (error) {
    await removeFile(temporary);
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Makes renames and new names in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Makes each folder of `path` below `root` and refuses links on the way.
 * @returns the folders that were not there before, outermost first
 */
export async function ensureFolder(root: string, path: string, gid: number): Promise<string[]> {
  const made: string[] = [];
  let folder = root;
  for (const part of path.split("/")) {
    folder = resolveInside(folder, part);
    if (await makeFolder(folder, gid)) made.push(folder);
  }
  return made;
}

async function makeFolder(folder: string, gid: number): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o750 });
  } catch (error) {
    if (!isExisting(error)) throw error;
    const found = await lstat(folder);
    if (found.isSymbolicLink()) refuse("deployment/link", { path: folder, errno: "ELOOP" });
    if (!found.isDirectory()) refuse("deployment/not-a-directory", { path: folder, errno: "ENOTDIR" });
    return false;
  }
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    await setOwnership(handle, folder, { mode: 0o750, uid: null, gid });
  } finally {
    await handle.close();
  }
  await syncFolder(dirname(folder));
  return true;
}

/** Removes a file if it is there. */
export async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}
