import "server-only";

/** A body that is no list, or none that an API server would send. */
export class UnreadableList extends Error {
  constructor() {
    super("unreadable list");
    this.name = "UnreadableList";
  }
}

/** What stands around the items of a list. */
export type ListEnvelope = { readonly items: unknown; readonly metadata: unknown };

/** No object is larger than 1.5 MiB in etcd; a JSON text may be longer by its escapes. */
const ITEM_BYTES_MAX = 4 * 1024 * 1024;
const ENVELOPE_BYTES_MAX = 64 * 1024;
/** Objects of Kubernetes stay below 30. */
const DEPTH_MAX = 100;
/** The list is the first, its array of items the second, an item the third. */
const DEPTH_OF_ITEMS = 2;
const DEPTH_OF_ITEM = 3;
/** `"items" : ` with some blanks. */
const KEY_BYTES_MAX = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
/** Brackets and braces differ in one bit only. */
const BRACE_BIT = 0x20;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * Splits the JSON of a Kubernetes list into its items while the bytes arrive, so that never more than one item is in memory.
 * Both functions throw UnreadableList. Bytes that are no UTF-8 are read as U+FFFD, as Go does.
 *
 * @param onItem gets each item parsed
 */
export function createListSplitter(onItem: (item: unknown) => void) {
  const envelope = collectBytes(ENVELOPE_BYTES_MAX);
  const item = collectBytes(ITEM_BYTES_MAX);
  let depth = 0;
  let isInString = false;
  let isEscaped = false;
  let isInItems = false;
  /** Where in the chunk the bytes begin that are not yet taken: of the envelope or of an item. */
  let start = 0;

  /** Where the string ends; the end of the chunk when it goes on in the next one. */
  function endOfString(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at];
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) {
        isInString = false;
        return at;
      }
    }
    return chunk.length;
  }

  function open(chunk: Buffer, at: number): void {
    depth += 1;
    if (depth > DEPTH_MAX) throw new UnreadableList();
    if (isInItems) {
      if (depth === DEPTH_OF_ITEM) start = at;
      return;
    }
    if (depth !== DEPTH_OF_ITEMS || chunk[at] !== OPEN_ARRAY) return;
    isInItems = /"items"\s*:\s*$/.test(envelope.tail(chunk.subarray(start, at)));
    if (isInItems) envelope.add(chunk.subarray(start, at + 1));
  }

  function close(chunk: Buffer, at: number): void {
    depth -= 1;
    if (!isInItems) return;
    if (depth === DEPTH_OF_ITEMS) {
      item.add(chunk.subarray(start, at + 1));
      onItem(parseJson(item.take().toString("utf8")));
    } else if (depth < DEPTH_OF_ITEMS) {
      isInItems = false;
      start = at;
    }
  }

  /** Takes one byte, or a whole string; tells where it ended. */
  function step(chunk: Buffer, at: number): number {
    const byte = chunk[at] ?? 0;
    const bracket = byte & ~BRACE_BIT;
    if (bracket === OPEN) open(chunk, at);
    else if (bracket === CLOSE) close(chunk, at);
    if (byte !== QUOTE) return at;
    isInString = true;
    return endOfString(chunk, at + 1);
  }

  function push(chunk: Buffer): void {
    start = 0;
    for (let at = isInString ? endOfString(chunk, 0) + 1 : 0; at < chunk.length; at++) at = step(chunk, at);
    if (!isInItems) envelope.add(chunk.subarray(start));
    else if (depth >= DEPTH_OF_ITEM) item.add(chunk.subarray(start));
  }

  function end(): ListEnvelope {
    const list = parseJson(envelope.take().toString("utf8"));
    if (depth !== 0 || typeof list !== "object" || list === null || Array.isArray(list)) throw new UnreadableList();
    return { items: undefined, metadata: undefined, ...list };
  }

  return { push, end };
}

function collectBytes(bytesMax: number) {
  let parts: Buffer[] = [];
  let bytes = 0;
  let last = "";
  const tail = (next: Buffer) => `${last}${next.subarray(-KEY_BYTES_MAX).toString("latin1")}`.slice(-KEY_BYTES_MAX);
  return {
    /** The last bytes, with those that follow. */
    tail,
    add(part: Buffer): void {
      bytes += part.length;
      if (bytes > bytesMax) throw new UnreadableList();
      last = tail(part);
      parts.push(part);
    },
    take(): Buffer {
      const [only = Buffer.alloc(0)] = parts;
      const whole = parts.length === 1 ? only : Buffer.concat(parts);
      parts = [];
      bytes = 0;
      return whole;
    },
  };
}

/** Escapes of letters and of the underscore hide a name; no encoder writes them. */
const MAY_HOLD_PROTOTYPE = /__proto__|\\u00[567]/i;

function parseJson(text: string): unknown {
  try {
    return MAY_HOLD_PROTOTYPE.test(text) ? JSON.parse(text, withoutPrototype) : JSON.parse(text);
  } catch {
    throw new UnreadableList();
  }
}

function withoutPrototype(key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}
