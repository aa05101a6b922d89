import "server-only";
import { randomBytes } from "node:crypto";
import { join } from "node:path/posix";
import { z } from "zod";
import { type Bundle, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { isMissing, refuse } from "./disk-problem";
import type { FileFacts, FileSystem, Folder } from "./file-system";
import type { OwnerMarker } from "./transport";

export const OWNER_PATH = "promfleet/owner.json";

/** Old, new and temporary copy may exist at the same time. */
const FREE_SPACE_FACTOR = 3;

const ownerSchema = z.object({ serverId: z.string(), serverName: z.string() });

/** The folder itself, links resolved once; everything below it is refused when it is a link. */
export async function resolveRoot(files: FileSystem, directory: string): Promise<Folder> {
  try {
    const root = await files.realpath(directory);
    const { kind } = await files.stat(root);
    if (kind !== "folder") refuse("deployment/not-a-directory", { path: directory, errno: "ENOTDIR" });
    return { root, files };
  } catch (error) {
    if (isMissing(error)) refuse("deployment/no-directory", { path: directory });
    throw error;
  }
}

/** What the main file is, null when there is none; refuses what one rename cannot replace. */
export async function inspectMain({ root, files }: Folder): Promise<FileFacts | null> {
  const path = join(root, MAIN_CONFIG_PATH);
  const found = await files.lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found === null) return null;
  if (found.kind === "link") refuse("deployment/main-link", { path, target: await files.realpath(path).catch(() => "?") });
  if (found.kind !== "file") refuse("deployment/not-a-file", { path });
  if (await files.isMountPoint(path, root)) refuse("deployment/main-mounted", { path });
  return found;
}

/** The marker of the server that owns the folder; null before the first deployment. */
export async function readOwner({ root, files }: Folder): Promise<OwnerMarker | null> {
  const path = join(root, OWNER_PATH);
  const text = await files.readRegular(path);
  return text === null ? null : parseOwner(text.toString("utf8"), path);
}

export function parseOwner(text: string, path: string): OwnerMarker {
  const owner = ownerSchema.safeParse(parseJson(text));
  if (!owner.success) refuse("deployment/owner-unreadable", { path });
  return owner.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Two dashboards on one folder would undo each other's work (F-16). */
export function checkOwner({ root }: Folder, found: OwnerMarker | null, expected: OwnerMarker): void {
  if (found === null || found.serverId === expected.serverId) return;
  refuse("deployment/foreign-owner", { path: join(root, OWNER_PATH), owner: found.serverName, ownerId: found.serverId });
}

/** Tries it: permission bits do not speak for root, read-only mounts, quotas and immutable folders. */
export async function checkWritable({ root, files }: Folder): Promise<void> {
  const probe = join(root, `.promfleet-${randomBytes(6).toString("hex")}`);
  await files.makeFolder(probe, { mode: 0o700, uid: null, gid: null });
  await files.removeFolder(probe);
}

/** @param mainBytes size of the main file that is there now */
export async function checkFreeSpace({ root, files }: Folder, bundle: Bundle, mainBytes: number): Promise<void> {
  const free = await files.freeSpace(root);
  if (free === null) return;
  const size = bundle.files.reduce((sum, { content }) => sum + Buffer.byteLength(content), mainBytes);
  const needed = FREE_SPACE_FACTOR * size;
  if (free.bytes < needed) refuse("deployment/no-space", { path: root, needed, free: free.bytes });
  if (free.files !== null && free.files < bundle.files.length + 8) {
    refuse("deployment/no-inodes", { path: root, free: free.files });
  }
}
