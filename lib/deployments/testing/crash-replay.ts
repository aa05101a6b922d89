import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Syscall } from "./syscall-log";

/** More than that many changes of names are never open at once; all their subsets are tried. */
const OPEN_CHANGES_MAX = 10;

/** What a name stands for: a folder, or the bytes of a file that are on the disk and that were written. */
type Inode = { readonly kind: "folder" } | { readonly kind: "file"; durable: Buffer; written: Buffer };
type Names = ReadonlyMap<string, Inode>;
/** One call's change of names, whole or not at all; lasting once every folder that it touches has been synced. */
type Change = { readonly names: ReadonlyMap<string, Inode | null>; readonly unsynced: Set<string> };

/** A folder as it may be found after the power has failed. */
export type CrashState = {
  /** The bytes at a path, null without any. What was written but not synced is lost. */
  read(path: string): Buffer | null;
};

/**
 * Replays calls upon a folder, and shows after each of them every state in which a power cut can leave it: names that
 * were changed since the last sync of their folder may or may not have changed, each for itself, and data without a sync
 * of its file is lost. That is less than file systems promise, and all that POSIX does.
 * @param files the folder before the first call, as `readFolder` has found it
 */
export function replayCrashes(
  files: ReadonlyMap<string, Buffer | null>,
  calls: readonly Syscall[],
  look: (state: CrashState, index: number) => void,
): void {
  const durable = new Map<string, Inode>();
  for (const [path, bytes] of files) {
    durable.set(path, bytes === null ? { kind: "folder" } : { kind: "file", durable: bytes, written: bytes });
  }
  const current = new Map(durable);
  let open: Change[] = [];

  const change = (names: Map<string, Inode | null>) => {
    apply(current, names);
    open.push({ names, unsynced: new Set([...names.keys()].map((path) => dirname(path))) });
    if (open.length > OPEN_CHANGES_MAX) throw new Error(`${open.length} changes of names are not synced`);
  };
  const inodeAt = (path: string): Inode => {
    const inode = current.get(path);
    if (inode === undefined) throw new Error(`${path} was not there`);
    return inode;
  };
  const sync = (path: string) => {
    const inode = inodeAt(path);
    if (inode.kind === "file") inode.durable = inode.written;
    for (const { unsynced } of open) unsynced.delete(path);
    for (const { names } of open.filter(({ unsynced }) => unsynced.size === 0)) apply(durable, names);
    open = open.filter(({ unsynced }) => unsynced.size > 0);
  };
  const perform = (call: Syscall) => {
    switch (call.call) {
      case "create":
        if (!current.has(call.path)) change(new Map([[call.path, newFile()]]));
        return;
      case "makeFolder":
        return change(new Map([[call.path, { kind: "folder" }]]));
      case "write": {
        const inode = inodeAt(call.path);
        if (inode.kind === "file") inode.written = Buffer.concat([inode.written, call.bytes]);
        return;
      }
      case "sync":
        return sync(call.path);
      case "remove":
        return change(new Map([[call.path, null]]));
      case "link":
        return change(new Map([[call.to, inodeAt(call.path)]]));
      case "rename":
        return change(
          new Map<string, Inode | null>([
            [call.path, null],
            [call.to, inodeAt(call.path)],
          ]),
        );
      case "unexpected":
        throw new Error(`a delivery must not do this: ${call.text}`);
    }
  };
  for (const [index, call] of calls.entries()) {
    perform(call);
    for (const names of statesOf(durable, open)) look({ read: (path) => readDurable(names, path) }, index);
  }
}

function newFile(): Inode {
  return { kind: "file", durable: Buffer.alloc(0), written: Buffer.alloc(0) };
}

function apply(names: Map<string, Inode>, changes: ReadonlyMap<string, Inode | null>): void {
  for (const [path, inode] of changes) {
    if (inode === null) names.delete(path);
    else names.set(path, inode);
  }
}

/** What is certain, with every subset of what is not. */
function* statesOf(durable: Names, open: readonly Change[]): Generator<Names> {
  for (let subset = 0; subset < 2 ** open.length; subset += 1) {
    const names = new Map(durable);
    for (const [index, change] of open.entries()) {
      if ((subset >> index) % 2 === 1) apply(names, change.names);
    }
    yield names;
  }
}

/** A file is found when all folders above it are. */
function readDurable(names: Names, path: string): Buffer | null {
  const inode = names.get(path);
  if (inode?.kind !== "file") return null;
  for (let folder = dirname(path); names.has(folder) || isBelowKnown(names, folder); folder = dirname(folder)) {
    if (names.get(folder)?.kind !== "folder") return null;
  }
  return inode.durable;
}

/** Whether a folder is missing from among those that are replayed, rather than above all of them. */
function isBelowKnown(names: Names, folder: string): boolean {
  return folder !== dirname(folder) && (names.has(dirname(folder)) || isBelowKnown(names, dirname(folder)));
}

/** A folder with everything in it; null for folders. */
export function readFolder(root: string): Map<string, Buffer | null> {
  const found = new Map<string, Buffer | null>([[root, null]]);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found.set(path, entry.isDirectory() ? null : readFileSync(path));
  }
  return found;
}
