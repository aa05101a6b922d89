import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Folder of everything that a bundle holds besides prometheus.yml, relative to it. */
export const BUNDLE_FOLDER = "promfleet";

/** Hex digits of a content hash in a file name: 48 bits tell versions of one file apart. */
const HASH_DIGITS = 12;

/** SHA-256 of a text's UTF-8 bytes, hex. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Where a cluster's token is, relative to prometheus.yml. A new token is a new name: files never change. */
export function tokenFilePath(cluster: string, token: string): string {
  return `${BUNDLE_FOLDER}/credentials/${cluster}/token-${sha256Hex(token).slice(0, HASH_DIGITS)}`;
}

/** Where a cluster's CA is, relative to prometheus.yml. */
export function caFilePath(cluster: string, caPem: string): string {
  return `${BUNDLE_FOLDER}/credentials/${cluster}/ca-${sha256Hex(caPem).slice(0, HASH_DIGITS)}.crt`;
}
