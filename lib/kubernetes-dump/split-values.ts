/** A text that is no JSON. */
export class NoJson extends Error {
  constructor() {
    super("no JSON");
    this.name = "NoJson";
  }
}

/** `kind` is that of the list around the value, when it is known before its items. */
export type OnValue = (value: unknown, kind: string | null) => void;

/** Objects of Kubernetes stay below 30. */
const DEPTH_MAX = 200;
/** An object has at most 1.5 MB in etcd; a browser has room for more, not for everything. */
const VALUE_BYTES_MAX = 64 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Brackets and braces differ in one bit only. */
const BRACE_BIT = 0x20;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const OPEN_ARRAY = 0x5b;

/** Depth at which values begin: 0 where they follow each other, 1 in an array, 2 in the items of a list. */
type Level = 0 | 1 | 2;

/**
 * Cuts JSON into objects while its bytes arrive: the items of lists, the items of arrays, and objects that follow each other.
 * Never more than one of them is in memory. Both functions throw NoJson. `onList` is told of every list, even an empty one.
 */
export function createValueSplitter(onValue: OnValue, onList: () => void) {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let partsBytes = 0;
  let depth = 0;
  let level: Level = 0;
  let isInString = false;
  let isEscaped = false;
  let listKind: string | null = null;
  /** The list's items have been read: nothing behind them matters. */
  let isListOver = false;
  let start = -1;

  function keep(part: Uint8Array): void {
    partsBytes += part.length;
    if (partsBytes > VALUE_BYTES_MAX) throw new NoJson();
    parts.push(part);
  }

  function take(): string {
    const text = parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
    parts = [];
    partsBytes = 0;
    return text;
  }

  function give(text: string): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new NoJson();
    }
    onValue(value, level === 2 ? listKind : null);
  }

  function endOfString(chunk: Uint8Array, from: number): number {
    let at = from;
    if (isEscaped) {
      isEscaped = false;
      at += 1;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const stop = quote === -1 ? chunk.length : quote;
      const isHidden = endsEscaped(chunk, at, stop);
      if (quote === -1) {
        isEscaped = isHidden;
        return chunk.length;
      }
      if (!isHidden) {
        isInString = false;
        return quote;
      }
      at = quote + 1;
    }
  }

  function open(chunk: Uint8Array, at: number): void {
    const isArray = chunk[at] === OPEN_ARRAY;
    if (depth === level && !isListOver) {
      if (depth === 0 && isArray) level = 1;
      else start = at;
    } else if (depth === 1 && level === 0 && isArray) {
      beginItems(chunk, at);
    }
    depth += 1;
    if (depth > DEPTH_MAX) throw new NoJson();
  }

  /** An array in an object that has not ended: the items of a list, if it is called so. */
  function beginItems(chunk: Uint8Array, at: number): void {
    const head = [...parts, chunk.subarray(Math.max(start, 0), at)];
    const bytes = head.reduce((sum, part) => sum + part.length, 0);
    // A single object may be long before it comes to an array; lists say what they are at once.
    if (bytes > 65_536) return;
    const text = head.map((part) => new TextDecoder().decode(part)).join("");
    if (!/"items"\s*:\s*$/.test(text)) return;
    listKind = /"kind"\s*:\s*"(\w+)List"/.exec(text)?.[1] ?? null;
    level = 2;
    onList();
    parts = [];
    partsBytes = 0;
    start = -1;
  }

  function close(chunk: Uint8Array, at: number): void {
    depth -= 1;
    if (depth < 0) throw new NoJson();
    if (depth === level && start >= 0) {
      keep(chunk.subarray(start, at + 1));
      start = -1;
      give(take());
    } else if (level === 2 && depth === 1) {
      isListOver = true;
    }
    if (depth === 0) {
      level = 0;
      isListOver = false;
      listKind = null;
    }
  }

  function step(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte === QUOTE) {
      if (depth === 0) throw new NoJson();
      isInString = true;
      return endOfString(chunk, at + 1);
    }
    const bracket = byte & ~BRACE_BIT;
    if (bracket === OPEN) open(chunk, at);
    else if (bracket === CLOSE) close(chunk, at);
    // Between values there are blanks, commas of arrays, and the mark that editors put at the beginning.
    else if (depth === 0 && byte > 0x20 && !isMark(byte)) throw new NoJson();
    return at;
  }

  function push(chunk: Uint8Array): void {
    if (start >= 0) start = 0;
    for (let at = isInString ? endOfString(chunk, 0) + 1 : 0; at < chunk.length; at++) at = step(chunk, at);
    if (start >= 0) keep(chunk.subarray(start));
  }

  function end(): void {
    if (depth !== 0) throw new NoJson();
  }

  return { push, end };
}

/** Does an odd number of backslashes stand before `stop`? */
function endsEscaped(chunk: Uint8Array, from: number, stop: number): boolean {
  let count = 0;
  while (stop - 1 - count >= from && chunk[stop - 1 - count] === BACKSLASH) count += 1;
  return count % 2 === 1;
}

function isMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
