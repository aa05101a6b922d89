import "server-only";
import { constants, type Stats } from "node:fs";
import {
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rmdir,
  stat,
  statfs,
  unlink,
} from "node:fs/promises";
import { isMissing, refuse } from "./disk-problem";
import { checkFileSize } from "./durable-files";
import type { FileFacts, FileKind, FileSystem, Ownership } from "./file-system";

/** The file system of this machine. */
export const localFiles: FileSystem = {
  realpath,
  stat: async (path) => toFacts(await stat(path)),
  lstat: async (path) => toFacts(await lstat(path)),
  async isMountPoint(path, root) {
    const [inner, outer] = await Promise.all([lstat(path), stat(root)]);
    // A bind mount from the same file system has the same device, so the mount table has to tell.
    const table = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
    return inner.dev !== outer.dev || isInMountTable(table, path);
  },
  async freeSpace(path) {
    const { bavail, blocks, bsize, files, ffree } = await statfs(path);
    return blocks === 0 ? null : { bytes: bavail * bsize, files: files > 0 ? ffree : null };
  },
  list: async (path) =>
    (await readdir(path, { withFileTypes: true })).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
  readRegular,
  writeNew,
  async makeFolder(path, ownership) {
    await mkdir(path, { mode: ownership.mode });
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      await setOwnership(handle, path, ownership);
    } finally {
      await handle.close();
    }
  },
  link,
  rename,
  remove: unlink,
  removeFolder: rmdir,
  async syncFolder(path) {
    const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/** Whether a table like Linux's /proc/self/mountinfo has a path. */
export function isInMountTable(table: string, path: string): boolean {
  return table.split("\n").some((line) => decodeMountPath(line.split(" ")[4] ?? "") === path);
}

function decodeMountPath(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  return entry.isSymbolicLink() ? "link" : "other";
}

function toFacts(stats: Stats): FileFacts {
  const { mode, uid, gid, size } = stats;
  return { kind: kindOf(stats), mode: mode & 0o7777, uid, gid, size };
}

async function readRegular(path: string): Promise<Buffer | null> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const { kind, size } = toFacts(await file.stat());
    if (kind !== "file") refuse("deployment/not-a-file", { path });
    checkFileSize(path, size);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function writeNew(path: string, content: string | Buffer, ownership: Ownership): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(content);
    await setOwnership(file, path, ownership);
    await file.sync();
  } catch (error) {
    await file.close().catch(() => undefined);
    await unlink(path);
    // A failed write names no path by itself.
    throw error instanceof Error && "code" in error ? Object.assign(error, { path }) : error;
  }
  await file.close();
}

async function setOwnership(file: FileHandle, path: string, { mode, uid, gid }: Ownership): Promise<void> {
  const now = await file.stat();
  const wanted = { uid: uid ?? now.uid, gid: gid ?? now.gid };
  if (now.uid !== wanted.uid || now.gid !== wanted.gid) {
    // Only root may give files away. The group decides whether Prometheus can read the file, so that one must hold.
    await file.chown(wanted.uid, wanted.gid).catch(() => giveToGroup(file, path, { uid: now.uid, gid: wanted.gid, mode }));
  }
  // After chown, which clears bits of the mode.
  await file.chmod(mode);
}

async function giveToGroup(file: FileHandle, path: string, wanted: { uid: number; gid: number; mode: number }): Promise<void> {
  const { uid, gid, mode } = wanted;
  const isReadableByAll = (mode & 0o004) !== 0;
  try {
    await file.chown(uid, gid);
  } catch {
    if (!isReadableByAll) refuse("deployment/group", { path, group: gid, uid: process.getuid?.() ?? 0 });
  }
}
