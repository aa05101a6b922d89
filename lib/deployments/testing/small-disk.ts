import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this machine lets us mount disks of our own: root in a container often may not. */
export const CAN_MOUNT = tryMount();

function tryMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "promfleet-mount-"));
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe]).status === 0;
  if (isMounted) execFileSync("umount", [probe]);
  rmSync(probe, { recursive: true });
  return isMounted;
}

const undoes: (() => void)[] = [];

/** A folder on a disk of its own, of 64 kB unless told. */
export function mountSmallDisk(parent: string, size = "64k"): string {
  const path = join(parent, "small");
  mkdirSync(path);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path]);
  // Lazily, because a Prometheus may still have its config open there.
  undoes.push(() => execFileSync("umount", ["--lazy", path]));
  return path;
}

/** Makes a folder refuse every new name: a disk of its own by its mount, else as `lockFolder` does. */
export function makeReadOnly(path: string): void {
  if (CAN_MOUNT) execFileSync("mount", ["-o", "remount,ro", path]);
  else lockFolder(path);
}

/**
 * Makes any folder refuse every new name: by a mount upon itself, else by its mode, else (root, to whom modes do not
 * apply) by its attribute.
 * @returns what undoes it
 */
export function lockFolder(path: string): () => void {
  let undo = () => chmodSync(path, 0o755);
  if (CAN_MOUNT) {
    execFileSync("mount", ["--bind", path, path]);
    execFileSync("mount", ["-o", "remount,bind,ro", path]);
    undo = () => void execFileSync("umount", ["--lazy", path]);
  } else if (process.getuid?.() === 0) {
    execFileSync("chattr", ["+i", path]);
    undo = () => void execFileSync("chattr", ["-i", path]);
  } else {
    chmodSync(path, 0o555);
  }
  let isLocked = true;
  const unlock = () => {
    if (isLocked) undo();
    isLocked = false;
  };
  undoes.push(unlock);
  return unlock;
}

/** Undoes everything above, latest first. */
export function releaseDisks(): void {
  for (const undo of undoes.splice(0).reverse()) undo();
}

/** Runs `work` while no file of this process may grow beyond `bytes`: a disk that fills up, without a disk. */
export async function withFileSizeLimit<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  // Without a handler the signal ends the process before the write can fail.
  const ignore = () => undefined;
  process.on("SIGXFSZ", ignore);
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:unlimited`]);
  try {
    return await work();
  } finally {
    execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=unlimited:unlimited"]);
    process.off("SIGXFSZ", ignore);
  }
}
