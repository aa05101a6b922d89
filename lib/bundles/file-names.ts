import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Hex digits of a credential's name: enough that two contents do not meet, few enough to read. */
const HASH_LENGTH = 12;

/** Where a cluster's token lies in a bundle; another token is another name. */
export function tokenFilePath(cluster: string, token: string): string {
  return `promfleet/credentials/${cluster}/token-${hashOf(token)}`;
}

/** Where a cluster's CA lies in a bundle; another CA is another name. */
export function caFilePath(cluster: string, caPem: string): string {
  return `promfleet/credentials/${cluster}/ca-${hashOf(caPem)}.crt`;
}

function hashOf(content: string): string {
  return bytesToHex(sha256(utf8ToBytes(content))).slice(0, HASH_LENGTH);
}
