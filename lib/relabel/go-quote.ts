import { isAssignedLater } from "./unicode-later";

/** What the newest Prometheus knows. */
const UNICODE_NEWEST = 17;

const ESCAPES: Record<string, string> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
  '"': '\\"',
};

/**
 * Quotes like Go's `%q`, which Prometheus's messages use. A lone U+DCxx stands for a byte xx that is not UTF-8.
 * What is printable depends on the Unicode version that a Prometheus was built with.
 */
export function goQuote(text: string, unicode: number = UNICODE_NEWEST): string {
  return `"${Array.from(text, (char) => quoteCodePoint(char, unicode)).join("")}"`;
}

function quoteCodePoint(char: string, unicode: number): string {
  const known = ESCAPES[char];
  if (known !== undefined) return known;
  if (/^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char) && !isAssignedLater(char, unicode)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
