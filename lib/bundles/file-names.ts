import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Folder of everything that a bundle holds besides prometheus.yml, relative to it. */
export const BUNDLE_FOLDER = "promfleet";

/** Where the files of the clusters' jobs are, each set in a folder of its own. */
export const JOBS_FOLDER = `${BUNDLE_FOLDER}/jobs`;

/** A folder of such files in a path or a text. */
export const JOBS_PATH = new RegExp(`(${JOBS_FOLDER})/([0-9a-f]{12})(?=/)`, "g");

/** A token's path or name in any layout: group 1 without the hash, group 2 the cluster. */
export const TOKEN_PATH = new RegExp(`(${BUNDLE_FOLDER}[/.]credentials[/.]([a-z0-9-]+)[/.]token)-[0-9a-f]{12}`, "g");

/** Hex digits of a content hash in a file name: 48 bits tell versions of one file apart. */
const HASH_DIGITS = 12;

/** SHA-256 of a text's UTF-8 bytes, hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Where a cluster's token is, relative to prometheus.yml. A new token is a new name: files never change. */
export function tokenFilePath(cluster: string, token: string): string {
  return `${BUNDLE_FOLDER}/credentials/${cluster}/token-${shortHash(token)}`;
}

/** Where a cluster's CA is, relative to prometheus.yml. */
export function caFilePath(cluster: string, caPem: string): string {
  return `${BUNDLE_FOLDER}/credentials/${cluster}/ca-${shortHash(caPem)}.crt`;
}

/** The folder of a set of job files, by what is in them: a set never changes. */
export function jobsFolderPath(digest: string): string {
  return `${JOBS_FOLDER}/${digest.slice(0, HASH_DIGITS)}`;
}

function shortHash(text: string): string {
  return sha256Hex(text).slice(0, HASH_DIGITS);
}
