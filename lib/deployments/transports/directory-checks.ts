import "server-only";
import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, mkdir, readFile, realpath, rmdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Bundle, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { isMissing, refuse } from "./disk-problem";
import { readRegularFile } from "./durable-files";
import type { OwnerMarker } from "./transport";

export const OWNER_PATH = "promfleet/owner.json";

/** Old, new and temporary copy may exist at the same time. */
const FREE_SPACE_FACTOR = 3;

const ownerSchema = z.object({ serverId: z.string(), serverName: z.string() });

/** The folder itself, links resolved once; everything below it is refused when it is a link. */
export async function resolveRoot(directory: string): Promise<string> {
  try {
    const root = await realpath(directory);
    if (!(await stat(root)).isDirectory()) refuse("deployment/not-a-directory", { path: directory, errno: "ENOTDIR" });
    return root;
  } catch (error) {
    if (isMissing(error)) refuse("deployment/no-directory", { path: directory });
    throw error;
  }
}

/** lstat of the main file, null when there is none; refuses what one rename cannot replace. */
export async function inspectMain(root: string): Promise<Stats | null> {
  const path = join(root, MAIN_CONFIG_PATH);
  const found = await lstat(path).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (found === null) return null;
  if (found.isSymbolicLink()) refuse("deployment/main-link", { path, target: await realpath(path).catch(() => "?") });
  if (!found.isFile()) refuse("deployment/not-a-file", { path });
  const { dev } = await stat(root);
  if (found.dev !== dev || (await isMountPoint(path))) refuse("deployment/main-mounted", { path });
  return found;
}

/** A bind mount from the same file system has the same device, so the mount table has to tell. */
async function isMountPoint(path: string): Promise<boolean> {
  const table = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  return table.split("\n").some((line) => decodeMountPath(line.split(" ")[4] ?? "") === path);
}

function decodeMountPath(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The marker of the server that owns the folder; null before the first deployment. */
export async function readOwner(root: string): Promise<OwnerMarker | null> {
  const path = join(root, OWNER_PATH);
  const text = await readRegularFile(path);
  if (text === null) return null;
  const owner = ownerSchema.safeParse(parseJson(text.toString("utf8")));
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
export function checkOwner(root: string, found: OwnerMarker | null, expected: OwnerMarker): void {
  if (found === null || found.serverId === expected.serverId) return;
  refuse("deployment/foreign-owner", { path: join(root, OWNER_PATH), owner: found.serverName, ownerId: found.serverId });
}

/** Tries it: permission bits do not speak for root, read-only mounts, quotas and immutable folders. */
export async function checkWritable(root: string): Promise<void> {
  const probe = join(root, `.promfleet-${randomBytes(6).toString("hex")}`);
  await mkdir(probe, { mode: 0o700 });
  await rmdir(probe);
}

/** @param mainBytes size of the main file that is there now */
export async function checkFreeSpace(root: string, bundle: Bundle, mainBytes: number): Promise<void> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(root);
  // Some network file systems do not say; then the write itself has to.
  if (blocks === 0) return;
  const size = bundle.files.reduce((sum, { content }) => sum + Buffer.byteLength(content), mainBytes);
  const needed = FREE_SPACE_FACTOR * size;
  const free = bavail * bsize;
  if (free < needed) refuse("deployment/no-space", { path: root, needed, free });
  if (files > 0 && ffree < bundle.files.length + 8) refuse("deployment/no-inodes", { path: root, free: ffree });
}
