/**
 * Text of an answer's bytes. Bytes that are not UTF-8 become lone surrogates (0xff is U+DCFF), so that nothing is lost:
 * where they may stand is for the parser to say. No well-formed text holds such a surrogate.
 */
export function decodeExposition(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeByHand(bytes);
  }
}

function decodeByHand(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const pieces: string[] = [];
  let plainFrom = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = validLength(bytes, at);
    if (length === 0) {
      pieces.push(decoder.decode(bytes.subarray(plainFrom, at)), String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
      plainFrom = at + 1;
    }
    at += Math.max(length, 1);
  }
  pieces.push(decoder.decode(bytes.subarray(plainFrom)));
  return pieces.join("");
}

/** Bytes of the character that begins here; 0 when none does. Overlong forms, surrogates and beyond U+10FFFF are none. */
function validLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = lengthByFirst(first);
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + i] ?? 0;
    const [low, high] = i === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (byte < low || byte > high) return 0;
  }
  return length;
}

function lengthByFirst(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

function secondByteRange(first: number): readonly [number, number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  return first === 0xf4 ? [0x80, 0x8f] : [0x80, 0xbf];
}
