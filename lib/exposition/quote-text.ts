import { goQuote } from "@/lib/relabel/go-quote";

/** Longest text that a message repeats, in characters; Prometheus has no bound, but a page that shows it must have one. */
const QUOTE_MAX = 400;

/** A byte that is not UTF-8, as `decodeExposition` keeps it. */
const STRAY_BYTE = /[\udc80-\udcff]/;

/** Quotes text of a scrape like Go's `%q` of its bytes. */
export function quoteText(text: string): string {
  const chars = [...text.slice(0, QUOTE_MAX * 2)];
  return goQuote(chars.length > QUOTE_MAX ? `${chars.slice(0, QUOTE_MAX).join("")}…` : text);
}

/**
 * The text from `from` to `to`, and one byte more: Prometheus's messages count so.
 * Of a character beyond ASCII that is the first byte only.
 */
export function excerpt(text: string, from: number, to: number): string {
  const next = text.codePointAt(to);
  const until = text.slice(from, to);
  if (next === undefined) return until;
  return until + String.fromCharCode(next < 0x80 ? next : 0xdc00 + firstByte(next));
}

/** First byte of a character in UTF-8; the byte itself for one that is not UTF-8. */
export function firstByte(code: number): number {
  if (code < 0x80) return code;
  if (code >= 0xdc80 && code <= 0xdcff) return code - 0xdc00;
  if (code < 0x800) return 0xc0 | (code >> 6);
  return code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18);
}

/** Holds it a byte that is not UTF-8? */
export function hasStrayByte(text: string): boolean {
  return STRAY_BYTE.test(text) && !text.isWellFormed();
}
