import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Bundle, MAIN_CONFIG_PATH } from "@/lib/bundles/bundle";
import { BUNDLE_FOLDER } from "@/lib/bundles/file-names";

/** A folder stands where the bundle would go, with things in it that no bundle has. */
export class ForeignFolder extends Error {}

/**
 * Writes a bundle as a folder: everything into a new one beside it, then one rename. A bundle that was there before is
 * replaced; a folder with anything else in it is left alone.
 */
export async function writeBundle(bundle: Bundle, folder: string): Promise<void> {
  await refuseForeignFolder(folder);
  await mkdir(dirname(folder), { recursive: true });
  const staged = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const replaced = `${staged}-old`;
  try {
    for (const file of bundle.files) {
      const path = join(staged, file.path);
      await mkdir(dirname(path), { recursive: true, mode: 0o750 });
      await writeFile(path, file.content, { mode: file.mode, flag: "wx" });
      // The process's umask may have taken bits away.
      await chmod(path, file.mode);
    }
    await chmod(staged, 0o750);
    const existed = await moveAway(folder, replaced);
    try {
      await rename(staged, folder);
    } catch (error) {
      if (existed) await rename(replaced, folder);
      throw error;
    }
  } finally {
    await rm(staged, { recursive: true, force: true });
    await rm(replaced, { recursive: true, force: true });
  }
}

async function refuseForeignFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (names.some((name) => name !== MAIN_CONFIG_PATH && name !== BUNDLE_FOLDER)) throw new ForeignFolder(folder);
}

async function moveAway(folder: string, to: string): Promise<boolean> {
  try {
    await rename(folder, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
