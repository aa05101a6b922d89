import "server-only";
import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { link, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Bundle, type BundleFile, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { ok, type Result } from "@/lib/result";
import { checkFreeSpace, checkOwner, checkWritable, inspectMain, OWNER_PATH, readOwner, resolveRoot } from "./directory-checks";
import { isExisting, refuse, toDiskFailure } from "./disk-problem";
import {
  ensureFolder,
  type Ownership,
  readRegularFile,
  removeFile,
  replaceFile,
  resolveInside,
  syncFolder,
  writeNewFile,
} from "./durable-files";
import { collectUnused, keepNewestRevisions } from "./garbage";
import { readPlacedRevisions } from "./placed-revisions";
import type { Delivery, DiskState, MainDigests, OpenTransport } from "./transport";

const REVISIONS_PATH = "promfleet/revisions";

/** Delivers into a folder that Prometheus reads too: a shared disk, a volume, the same machine. */
export function openDirectory(directory: string, { revisionsKept = 20 }: { revisionsKept?: number } = {}): OpenTransport {
  const attempt = async <T>(action: (root: string) => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(await action(await resolveRoot(directory)));
    } catch (error) {
      return toDiskFailure(error, directory);
    }
  };
  return {
    timing: { visibleWithinMs: 0, reload: "http" },
    readBack: () => attempt(readState),
    preflight: (delivery) => attempt((root) => preflight(root, delivery)),
    stage: (delivery) => attempt((root) => stage(root, delivery)),
    commit: (delivery, digests) => attempt((root) => commit(root, delivery, digests)),
    undo: (delivery, digests) => attempt((root) => undo(root, delivery, digests)),
    checkFiles: (bundle) => attempt((root) => checkFiles(root, bundle)),
    discard: async (fence) => {
      await attempt((root) => removeTemporaries(root, fence));
    },
    collectGarbage: async (keep) => {
      await attempt(async (root) => {
        const main = await readRegularFile(join(root, MAIN_CONFIG_PATH));
        await collectUnused(root, [main?.toString("utf8") ?? "", ...keep]);
        await keepNewestRevisions(join(root, REVISIONS_PATH), revisionsKept);
      });
    },
  };
}

async function readState(root: string): Promise<DiskState> {
  const main = await readRegularFile(join(root, MAIN_CONFIG_PATH));
  const [owner, revisions] = [await readOwner(root), await readPlacedRevisions(join(root, REVISIONS_PATH))];
  return { main, mainDigest: main === null ? null : sha256(main), owner, revisions };
}

async function checkFiles(root: string, { files }: Pick<Bundle, "files">): Promise<null> {
  for (const { path, content } of files) {
    const found = await readRegularFile(resolveInside(root, path));
    if (found?.equals(Buffer.from(content)) !== true) refuse("deployment/file-differs", { path: join(root, path) });
  }
  return null;
}

async function preflight(root: string, { bundle, owner }: Delivery): Promise<DiskState> {
  const main = await inspectMain(root);
  const state = await readState(root);
  checkOwner(root, state.owner, owner);
  await checkWritable(root);
  await checkFreeSpace(root, bundle, main?.size ?? 0);
  return state;
}

/** Credentials first, the main file last: whatever is visible has all it refers to. */
async function stage(root: string, delivery: Delivery): Promise<MainDigests> {
  const { bundle, fence, owner } = delivery;
  const main = await inspectMain(root);
  const state = await readState(root);
  checkOwner(root, state.owner, owner);
  const gid = main?.gid ?? (await stat(root)).gid;
  const made: string[] = [];
  try {
    for (const file of bundle.files) {
      if (file.path !== MAIN_CONFIG_PATH) await writeImmutable(root, file, { mode: file.mode, uid: null, gid }, made);
    }
    await stageRevision(root, delivery, { main, state, gid }, made);
    if (state.owner === null) {
      await writeImmutable(root, ownerFile(delivery), { mode: 0o644, uid: null, gid }, made);
    }
    await removeTemporaries(root, fence);
    const temporary = temporaryPath(root, fence);
    await writeNewFile(temporary, mainFile(bundle).content, mainOwnership(main, gid));
    made.push(temporary);
    await syncFolder(root);
  } catch (error) {
    await takeBack(made);
    throw error;
  }
  return { previous: state.mainDigest, next: sha256(mainFile(bundle).content) };
}

/** A copy for people, and the file of before under a name that undo can rename back. */
async function stageRevision(
  root: string,
  delivery: Delivery,
  before: { main: Stats | null; state: DiskState; gid: number },
  made: string[],
): Promise<void> {
  const folder = revisionPath(delivery);
  const copy: BundleFile = { ...mainFile(delivery.bundle), path: `${folder}/${MAIN_CONFIG_PATH}` };
  await writeImmutable(root, copy, mainOwnership(before.main, before.gid), made);
  if (before.main === null) return;
  const kept = resolveInside(root, previousPath(delivery));
  await removeFile(kept);
  await keepFile(join(root, MAIN_CONFIG_PATH), kept);
  made.push(kept);
  await syncFolder(dirname(kept));
}

/** A second name costs no space, so that undo works on a full disk, and keeps mode, owner and bytes by itself. */
async function keepFile(path: string, kept: string): Promise<void> {
  try {
    await link(path, kept);
  } catch {
    const bytes = await readRegularFile(path);
    const { mode, uid, gid } = await stat(path);
    if (bytes !== null) await writeNewFile(kept, bytes, { mode: mode & 0o7777, uid, gid });
  }
}

/** Writes a file whose name says what is in it; one that is there already must hold the same. */
async function writeImmutable(root: string, file: BundleFile, ownership: Ownership, made: string[]): Promise<void> {
  const path = resolveInside(root, file.path);
  made.push(...(await ensureFolder(root, dirname(file.path), ownership.gid)));
  try {
    await writeNewFile(path, file.content, ownership);
    made.push(path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (!isExisting(error)) throw error;
    const found = await readRegularFile(path);
    // Torn by a crash, or changed by hand.
    if (found?.equals(Buffer.from(file.content)) !== true) await replaceFile(path, `${path}.tmp`, file.content, ownership);
  }
}

async function commit(root: string, { fence }: Delivery, digests: MainDigests): Promise<null> {
  const path = join(root, MAIN_CONFIG_PATH);
  const temporary = temporaryPath(root, fence);
  const { mainDigest } = await readState(root);
  if (mainDigest !== digests.previous) refuse("deployment/changed-meanwhile", { path });
  const staged = await readRegularFile(temporary);
  if (staged === null || sha256(staged) !== digests.next) refuse("deployment/staged-missing", { path: temporary });
  await rename(temporary, path);
  await syncFolder(root);
  return null;
}

async function undo(
  root: string,
  delivery: Pick<Delivery, "bundle" | "revisionNumber" | "fence">,
  digests: MainDigests,
): Promise<null> {
  const path = join(root, MAIN_CONFIG_PATH);
  const { mainDigest } = await readState(root);
  await removeFile(temporaryPath(root, delivery.fence));
  if (mainDigest === digests.previous) return null;
  if (mainDigest !== digests.next) refuse("deployment/foreign-edit", { path });
  if (digests.previous === null) {
    await removeFile(path);
  } else {
    const kept = resolveInside(root, previousPath(delivery));
    const bytes = await readRegularFile(kept);
    if (bytes === null || sha256(bytes) !== digests.previous) refuse("deployment/previous-missing", { path: kept });
    await rename(kept, path);
  }
  await syncFolder(root);
  return null;
}

/** Newest first; folders only when nobody else has put something there meanwhile. */
async function takeBack(made: readonly string[]): Promise<void> {
  for (const path of [...made].reverse()) {
    await rm(path).catch(() => rmdir(path).catch(() => undefined));
  }
}

function mainFile(bundle: Bundle): BundleFile {
  const file = bundle.files.find(({ path }) => path === MAIN_CONFIG_PATH);
  if (file === undefined) throw new Error("a bundle without a main file");
  return file;
}

function mainOwnership(main: Stats | null, gid: number): Ownership {
  // Base configs may hold secrets of the user's: without an example to follow, the group reads and nobody else.
  return main === null ? { mode: 0o640, uid: null, gid } : { mode: main.mode & 0o7777, uid: main.uid, gid: main.gid };
}

function ownerFile({ owner }: Delivery): BundleFile {
  const note = "Promfleet writes prometheus.yml in this folder. Remove this file to let another one take over.";
  const content = `${JSON.stringify({ note, serverId: owner.serverId, serverName: owner.serverName }, null, 2)}\n`;
  return { path: OWNER_PATH, content, mode: 0o644, isSecret: false };
}

/** A crash leaves its temporary file; no holder of a lower fence can still be using one. */
async function removeTemporaries(root: string, fence: number): Promise<void> {
  for (const name of await readdir(root)) {
    const owner = /^prometheus\.yml\.(\d+)\.tmp$/.exec(name)?.[1];
    if (owner !== undefined && Number(owner) <= fence) await removeFile(join(root, name));
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
