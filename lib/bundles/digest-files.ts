import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { BundleFile } from "./bundle";
import { sha256Hex } from "./file-names";
import { runThrough } from "./run-through";

/** Some milliseconds of work. */
const PIECE_BYTES = 256 * 1024;

type NamedText = Pick<BundleFile, "path" | "content">;

/** Lengths stand before texts, so that no two lists of files run together to the same bytes. */
export function digestFiles(files: readonly NamedText[]): string {
  return runThrough(digestFilesInTurns(files));
}

/** The same, with turns for others: the main file of a thousand clusters has more than 20 MB. */
export function* digestFilesInTurns(files: readonly NamedText[]): Generator<undefined, string> {
  const parts: string[] = [];
  for (const { path, content } of files) parts.push(`${path.length}:${path}\n${yield* digestText(content)}\n`);
  return sha256Hex(parts.join(""));
}

function* digestText(text: string): Generator<undefined, string> {
  const bytes = utf8ToBytes(text);
  const hash = sha256.create();
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    hash.update(bytes.subarray(start, start + PIECE_BYTES));
    yield;
  }
  return bytesToHex(hash.digest());
}
