import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

export { CAN_MOUNT, makeReadOnly, mountSmallDisk, releaseDisks } from "@/lib/deployments/testing/small-disk";

/** Takes all the space of a small disk. */
export function fillDisk(folder: string): void {
  const page = Buffer.alloc(4096);
  const file = openSync(join(folder, "ballast"), "w");
  try {
    for (;;) writeSync(file, page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}
