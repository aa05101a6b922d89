import "server-only";
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { isMissing } from "./disk-problem";
import { readRegularFile } from "./durable-files";
import type { PlacedRevision } from "./transport";

/** Name of the folder of one revision: its number and the beginning of its digest. */
const REVISION_FOLDER = /^(\d{1,9})-([0-9a-f]{12})$/;

/** Only the newest few are read: they say whether somebody has been here whom this database does not know. */
const READ_MAX = 5;

/** The revisions that a folder has copies of, newest first: a database restored from a backup knows fewer. */
export async function readPlacedRevisions(folder: string): Promise<PlacedRevision[]> {
  const newest = (await listNames(folder))
    .flatMap((name) => {
      const [, number, digest] = REVISION_FOLDER.exec(name) ?? [];
      return number === undefined || digest === undefined ? [] : [{ name, number: Number(number), digest }];
    })
    .sort((a, b) => b.number - a.number)
    .slice(0, READ_MAX);
  return await Promise.all(
    newest.map(async ({ name, number, digest }) => {
      const copy = await readRegularFile(join(folder, name, MAIN_CONFIG_PATH));
      return { number, digest, mainDigest: copy === null ? null : createHash("sha256").update(copy).digest("hex") };
    }),
  );
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
