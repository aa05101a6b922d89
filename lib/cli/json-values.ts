/** One value of a stream of JSON, as text, with the line on which it begins. */
export type JsonText = { readonly text: string; readonly line: number };

/** Blanks, line breaks and what nobody should use. */
const BLANK = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Cuts a stream of JSON into values without holding more than one of them: the items of one list, or values that
 * follow each other (JSON lines). It only counts brackets and quotes; whether a value is JSON shows when it is parsed.
 * Bytes, not characters: every sign that matters is one byte that occurs in no other character of UTF-8.
 */
export class JsonSplitter {
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  #line = 1;
  /** Depth of the values: 1 inside one list, 0 where values follow each other; null before the first sign. */
  #valueDepth: number | null = null;
  #pieces: Buffer[] = [];
  #valueLine = 0;
  /** Where the value in hand begins in the chunk; negative between values. */
  #start = -1;

  /** The values that end in this chunk. */
  *split(chunk: Buffer): Generator<JsonText, void> {
    this.#start = this.#pieces.length > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === LINE_FEED) this.#line += 1;
      if (this.#isInText) {
        this.#stepInText(byte);
        continue;
      }
      const end = this.#endAt(byte, at);
      if (end >= 0) yield this.#take(chunk, end);
    }
    if (this.#start >= 0) this.#pieces.push(chunk.subarray(this.#start));
  }

  /** What is left when the stream ends: a value without its end, or null. */
  rest(): JsonText | null {
    return this.#pieces.length === 0 ? null : this.#take(Buffer.alloc(0), 0);
  }

  /** End of the value that this byte ends, exclusive; negative when none ends here. */
  #endAt(byte: number, at: number): number {
    const valueDepth = this.#valueDepth ?? this.#begin(byte);
    if (valueDepth === null) return -1;
    if (this.#depth === valueDepth && isSeparator(byte, valueDepth)) {
      if (byte === CLOSE_LIST) this.#endList();
      return this.#start >= 0 ? at : -1;
    }
    if (this.#start < 0 && byte > BLANK) {
      this.#start = at;
      this.#valueLine = this.#line;
    }
    this.#stepOutside(byte);
    // A closed object ends a value even without anything behind it.
    return byte === CLOSE_OBJECT && this.#depth === valueDepth ? at + 1 : -1;
  }

  /** Depth of the values, from the first sign; null when this byte begins none. */
  #begin(byte: number): number | null {
    if (byte <= BLANK || isMark(byte)) return null;
    this.#valueDepth = byte === OPEN_LIST ? 1 : 0;
    if (byte !== OPEN_LIST) return 0;
    this.#depth = 1;
    return null;
  }

  #take(chunk: Buffer, end: number): JsonText {
    const last = chunk.subarray(Math.max(this.#start, 0), end);
    const bytes = this.#pieces.length === 0 ? last : Buffer.concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#start = -1;
    return { text: bytes.toString("utf8"), line: this.#valueLine };
  }

  /** Another list, or values, may follow. */
  #endList(): void {
    this.#depth = 0;
    this.#valueDepth = null;
  }

  #stepInText(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) this.#isInText = false;
  }

  #stepOutside(byte: number): void {
    if (byte === QUOTE) this.#isInText = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#depth -= 1;
  }
}

/** A byte order mark in front of everything. */
function isMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}

/** Values of a list end with a comma or the list; those that follow each other end with a blank, too. */
function isSeparator(byte: number, valueDepth: number): boolean {
  return byte === COMMA || byte === CLOSE_LIST || (byte <= BLANK && valueDepth === 0);
}
