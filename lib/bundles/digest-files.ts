import type { BundleFile } from "./bundle";
import { sha256Hex } from "./file-names";

/** Lengths stand before texts, so that no two lists of files run together to the same bytes. */
export function digestFiles(files: readonly Pick<BundleFile, "path" | "content">[]): string {
  const parts = files.map(({ path, content }) => `${path.length}:${path}\n${sha256Hex(content)}\n`);
  return sha256Hex(parts.join(""));
}
