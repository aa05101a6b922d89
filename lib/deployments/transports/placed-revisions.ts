import "server-only";
import { createHash } from "node:crypto";
import { join } from "node:path/posix";
import { MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { listFolder } from "./durable-files";
import type { Folder } from "./file-system";
import type { PlacedRevision } from "./transport";

/** Name of the folder of one revision: its number and the beginning of its digest. */
const REVISION_FOLDER = /^(\d{1,9})-([0-9a-f]{12})$/;

/** Only the newest few are read: they say whether somebody has been here whom this database does not know. */
const READ_MAX = 5;

/** The revisions that a folder has copies of, newest first: a database restored from a backup knows fewer. */
export async function readPlacedRevisions({ root, files }: Folder, path: string): Promise<PlacedRevision[]> {
  const newest = (await listFolder(files, join(root, path)))
    .flatMap(({ name }) => {
      const [, number, digest] = REVISION_FOLDER.exec(name) ?? [];
      return number === undefined || digest === undefined ? [] : [{ name, number: Number(number), digest }];
    })
    .sort((a, b) => b.number - a.number)
    .slice(0, READ_MAX);
  return await Promise.all(
    newest.map(async ({ name, number, digest }) => {
      const copy = await files.readRegular(join(root, path, name, MAIN_CONFIG_PATH));
      return { number, digest, mainDigest: copy === null ? null : createHash("sha256").update(copy).digest("hex") };
    }),
  );
}
