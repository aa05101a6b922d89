import { md5 } from "@noble/hashes/legacy.js";

const encoder = new TextEncoder();

/** What hashmod writes: the last 8 bytes of the text's MD5, big-endian and unsigned, modulo `modulus`. */
export function hashmod(text: string, modulus: bigint): string {
  const digest = md5(encoder.encode(text));
  return String(new DataView(digest.buffer, digest.byteOffset).getBigUint64(8) % modulus);
}
