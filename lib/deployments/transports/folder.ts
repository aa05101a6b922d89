import "server-only";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path/posix";
import { type Bundle, type BundleFile, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { type Failure, ok, type Result } from "@/lib/result";
import { checkFreeSpace, checkOwner, checkWritable, inspectMain, OWNER_PATH, readOwner, resolveRoot } from "./directory-checks";
import { isExisting, refuse } from "./disk-problem";
import { ensureFolder, removeFile, replaceFile, resolveInside } from "./durable-files";
import type { FileFacts, FileSystem, Folder, Ownership } from "./file-system";
import { collectUnused, keepNewestRevisions } from "./garbage";
import { readPlacedRevisions } from "./placed-revisions";
import type { Delivery, DiskState, MainDigests, OpenTransport } from "./transport";

const REVISIONS_PATH = "promfleet/revisions";

/** Where a folder is: on this machine, or behind a connection that lasts as long as the action. */
export type FolderPlace = {
  withFiles<T>(action: (files: FileSystem) => Promise<T>): Promise<T>;
  /** Turns a failure of the disk or the way to it into a problem; anything else is a bug of ours and is thrown. */
  toFailure(error: unknown, directory: string): Failure;
};

export type FolderPolicy = { readonly revisionsKept?: number };

/** Delivers into a folder, wherever it is: whatever is visible has all it refers to, and one rename switches. */
export function openFolder(directory: string, place: FolderPlace, { revisionsKept = 20 }: FolderPolicy): OpenTransport {
  const attempt = async <T>(action: (folder: Folder) => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(await place.withFiles(async (files) => await action(await resolveRoot(files, directory))));
    } catch (error) {
      return place.toFailure(error, directory);
    }
  };
  return {
    timing: { visibleWithinMs: 0, reload: "http" },
    readBack: () => attempt(readState),
    preflight: (delivery) => attempt((folder) => preflight(folder, delivery)),
    stage: (delivery) => attempt((folder) => stage(folder, delivery)),
    commit: (delivery, digests) => attempt((folder) => commit(folder, delivery, digests)),
    undo: (delivery, digests) => attempt((folder) => undo(folder, delivery, digests)),
    checkFiles: (bundle) => attempt((folder) => checkFiles(folder, bundle)),
    discard: async (fence) => {
      await attempt((folder) => removeTemporaries(folder, fence));
    },
    collectGarbage: async (keep) => {
      await attempt(async (folder) => {
        const main = await folder.files.readRegular(join(folder.root, MAIN_CONFIG_PATH));
        await collectUnused(folder, [main?.toString("utf8") ?? "", ...keep]);
        await keepNewestRevisions(folder, REVISIONS_PATH, revisionsKept);
      });
    },
  };
}

async function readState(folder: Folder): Promise<DiskState> {
  const main = await folder.files.readRegular(join(folder.root, MAIN_CONFIG_PATH));
  const [owner, revisions] = [await readOwner(folder), await readPlacedRevisions(folder, REVISIONS_PATH)];
  return { main, mainDigest: main === null ? null : sha256(main), owner, revisions };
}

async function checkFiles({ root, files }: Folder, bundle: Pick<Bundle, "files">): Promise<null> {
  for (const { path, content } of bundle.files) {
    const found = await files.readRegular(resolveInside(root, path));
    if (found?.equals(Buffer.from(content)) !== true) refuse("deployment/file-differs", { path: join(root, path) });
  }
  return null;
}

async function preflight(folder: Folder, { bundle, owner }: Delivery): Promise<DiskState> {
  const main = await inspectMain(folder);
  const state = await readState(folder);
  checkOwner(folder, state.owner, owner);
  await checkWritable(folder);
  await checkFreeSpace(folder, bundle, main?.size ?? 0);
  return state;
}

/** Credentials first, the main file last: whatever is visible has all it refers to. */
async function stage(folder: Folder, delivery: Delivery): Promise<MainDigests> {
  const { root, files } = folder;
  const { bundle, fence, owner } = delivery;
  const main = await inspectMain(folder);
  const state = await readState(folder);
  checkOwner(folder, state.owner, owner);
  const gid = main?.gid ?? (await files.stat(root)).gid;
  const made: string[] = [];
  try {
    for (const file of bundle.files) {
      if (file.path !== MAIN_CONFIG_PATH) await writeImmutable(folder, file, { mode: file.mode, uid: null, gid }, made);
    }
    await stageRevision(folder, delivery, { main, state, gid }, made);
    if (state.owner === null) {
      await writeImmutable(folder, ownerFile(delivery), { mode: 0o644, uid: null, gid }, made);
    }
    await removeTemporaries(folder, fence);
    const temporary = temporaryPath(root, fence);
    await files.writeNew(temporary, mainFile(bundle).content, mainOwnership(main, gid));
    made.push(temporary);
    await files.syncFolder(root);
  } catch (error) {
    await takeBack(files, made);
    throw error;
  }
  return { previous: state.mainDigest, next: sha256(mainFile(bundle).content) };
}

/** A copy for people, and the file of before under a name that undo can rename back. */
async function stageRevision(
  folder: Folder,
  delivery: Delivery,
  before: { main: FileFacts | null; state: DiskState; gid: number },
  made: string[],
): Promise<void> {
  const { root, files } = folder;
  const copy: BundleFile = { ...mainFile(delivery.bundle), path: `${revisionPath(delivery)}/${MAIN_CONFIG_PATH}` };
  await writeImmutable(folder, copy, mainOwnership(before.main, before.gid), made);
  if (before.main === null) return;
  const kept = resolveInside(root, previousPath(delivery));
  await removeFile(files, kept);
  await keepFile(files, join(root, MAIN_CONFIG_PATH), kept);
  made.push(kept);
  await files.syncFolder(dirname(kept));
}

/** A second name costs no space, so that undo works on a full disk, and keeps mode, owner and bytes by itself. */
async function keepFile(files: FileSystem, path: string, kept: string): Promise<void> {
  try {
    await files.link(path, kept);
  } catch {
    const bytes = await files.readRegular(path);
    const { mode, uid, gid } = await files.stat(path);
    if (bytes !== null) await files.writeNew(kept, bytes, { mode, uid, gid });
  }
}

/** Writes a file whose name says what is in it; one that is there already must hold the same. */
async function writeImmutable(folder: Folder, file: BundleFile, ownership: Ownership, made: string[]): Promise<void> {
  const { root, files } = folder;
  const path = resolveInside(root, file.path);
  made.push(...(await ensureFolder(folder, dirname(file.path), ownership.gid)));
  try {
    await files.writeNew(path, file.content, ownership);
    made.push(path);
    await files.syncFolder(dirname(path));
  } catch (error) {
    if (!isExisting(error)) throw error;
    const found = await files.readRegular(path);
    // Torn by a crash, or changed by hand.
    if (found?.equals(Buffer.from(file.content)) !== true) {
      await replaceFile(files, path, { temporary: `${path}.tmp`, content: file.content, ownership });
    }
  }
}

async function commit(folder: Folder, { fence }: Delivery, digests: MainDigests): Promise<null> {
  const { root, files } = folder;
  const path = join(root, MAIN_CONFIG_PATH);
  const temporary = temporaryPath(root, fence);
  const { mainDigest } = await readState(folder);
  if (mainDigest !== digests.previous) refuse("deployment/changed-meanwhile", { path });
  const staged = await files.readRegular(temporary);
  if (staged === null || sha256(staged) !== digests.next) refuse("deployment/staged-missing", { path: temporary });
  await files.rename(temporary, path);
  await files.syncFolder(root);
  return null;
}

async function undo(
  folder: Folder,
  delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">,
  digests: MainDigests,
): Promise<null> {
  const { root, files } = folder;
  const path = join(root, MAIN_CONFIG_PATH);
  const { mainDigest } = await readState(folder);
  await removeFile(files, temporaryPath(root, delivery.fence));
  if (mainDigest === digests.previous) return null;
  if (mainDigest !== digests.next) refuse("deployment/foreign-edit", { path });
  if (digests.previous === null) {
    await removeFile(files, path);
  } else {
    const kept = resolveInside(root, previousPath(delivery));
    const bytes = await files.readRegular(kept);
    if (bytes === null || sha256(bytes) !== digests.previous) refuse("deployment/previous-missing", { path: kept });
    await files.rename(kept, path);
  }
  await files.syncFolder(root);
  return null;
}

/** Newest first; folders only when nobody else has put something there meanwhile. */
async function takeBack(files: FileSystem, made: readonly string[]): Promise<void> {
  for (const path of [...made].reverse()) {
    await files.remove(path).catch(() => files.removeFolder(path).catch(() => undefined));
  }
}

function mainFile(bundle: Bundle): BundleFile {
  const file = bundle.files.find(({ path }) => path === MAIN_CONFIG_PATH);
  if (file === undefined) throw new Error("a bundle without a main file");
  return file;
}

function mainOwnership(main: FileFacts | null, gid: number): Ownership {
  // Base configs may hold secrets of the user's: without an example to follow, the group reads and nobody else.
  return main === null ? { mode: 0o640, uid: null, gid } : { mode: main.mode, uid: main.uid, gid: main.gid };
}

function ownerFile({ owner }: Delivery): BundleFile {
  const note = "Promfleet writes prometheus.yml in this folder. Remove this file to let another one take over.";
  const content = `${JSON.stringify({ note, serverId: owner.serverId, serverName: owner.serverName }, null, 2)}\n`;
  return { path: OWNER_PATH, content, mode: 0o644, isSecret: false };
}

/** A crash leaves its temporary file; no holder of a lower fence can still be using one. */
async function removeTemporaries({ root, files }: Folder, fence: number): Promise<void> {
  for (const { name } of await files.list(root)) {
    const owner = /^prometheus\.yml\.(\d+)\.tmp$/.exec(name)?.[1];
    if (owner !== undefined && Number(owner) <= fence) await removeFile(files, join(root, name));
  }
}

function temporaryPath(root: string, fence: number): string {
  return join(root, `${MAIN_CONFIG_PATH}.${fence}.tmp`);
}

function revisionPath({ bundle, revisionNumber }: Pick<Delivery, "bundle" | "revisionNumber">): string {
  return `${REVISIONS_PATH}/${revisionNumber}-${bundle.digest.slice(0, 12)}`;
}

function previousPath(delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">): string {
  return `${revisionPath(delivery)}/previous.${delivery.fence}.yml`;
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}
