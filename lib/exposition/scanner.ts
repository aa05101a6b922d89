/** Where in a line a lexer is; the same character means different things in different places. */
export type Place =
  | "init"
  | "comment"
  | "metaName"
  | "metaText"
  | "labels"
  | "labelValue"
  | "value"
  | "timestamp"
  | "exemplar"
  | "exemplarValue"
  | "exemplarTimestamp";

/** A set of characters: one flag per ASCII code, and one for everything beyond. */
export type CharClass = Uint8Array;

const BEYOND_ASCII = 128;

function charClass(matches: (char: string) => boolean): CharClass {
  return Uint8Array.from({ length: BEYOND_ASCII + 1 }, (_, code) => (matches(String.fromCharCode(code)) ? 1 : 0));
}

// NUL belongs to none of them: to the lexers it is the end.
export const BLANK = charClass((char) => /[ \t]/.test(char));
export const DIGIT = charClass((char) => /[0-9]/.test(char));
export const METRIC_START = charClass((char) => /[a-zA-Z_:]/.test(char));
export const METRIC_REST = charClass((char) => /[a-zA-Z0-9_:]/.test(char));
export const LABEL_START = charClass((char) => /[a-zA-Z_]/.test(char));
export const LABEL_REST = charClass((char) => /[a-zA-Z0-9_]/.test(char));
export const LINE = charClass((char) => /[^\n\0]/.test(char));
/** Between quotes; the others need a look. */
const PLAIN = charClass((char) => /[^"\\\n\0]/.test(char));
/** Of a value in Prometheus's own format. */
export const WORD = charClass((char) => /[^{ \t\n\0]/.test(char));
/** Of a value in OpenMetrics, where only blanks separate. */
export const NOT_SPACE = charClass((char) => /[^ \n\0]/.test(char));

export const CODE = {
  nul: 0,
  newline: 10,
  space: 32,
  quote: 34,
  hash: 35,
  comma: 44,
  equals: 61,
  backslash: 92,
  open: 123,
  close: 125,
};

export function isIn(set: CharClass, code: number): boolean {
  return set[code < BEYOND_ASCII ? code : BEYOND_ASCII] === 1;
}

const SKIPS_NUL = new Set<Place>(["labelValue", "metaText", "comment"]);

/**
 * Reads a text one character at a time, as the state machines that golex makes do: a token that breaks off in the
 * middle is INVALID, nothing is given back. Characters beyond ASCII are all alike, so UTF-16 units do for bytes.
 */
export class Scanner {
  at = 0;
  start = 0;
  place: Place = "init";

  constructor(readonly text: string) {}

  /** The character at hand; NUL at the end. */
  get code(): number {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : CODE.nul;
  }

  /** Goes on by one; NULs inside values and comments are passed over. */
  next(): number {
    this.at += 1;
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at);
      if (code !== CODE.nul || !SKIPS_NUL.has(this.place)) return code;
      this.at += 1;
    }
    return CODE.nul;
  }

  /** Goes on while characters are in the set; the first of them is at hand and not asked. */
  skip(set: CharClass): number {
    const { text } = this;
    let code = this.next();
    // The loop of `next`, written out: most of a scrape goes through here.
    while (set[code < BEYOND_ASCII ? code : BEYOND_ASCII] === 1) {
      this.at += 1;
      code = this.at < text.length ? text.charCodeAt(this.at) : CODE.nul;
      if (code === CODE.nul) code = this.#passNul();
    }
    return code;
  }

  /** From a NUL to what counts: the next character where NULs are passed over, else the NUL itself. */
  #passNul(): number {
    this.at -= 1;
    return this.next();
  }

  /** Goes over a word whose first letter is at hand. */
  skipWord(word: string): boolean {
    for (let i = 1; i < word.length; i++) if (this.next() !== word.charCodeAt(i)) return false;
    this.next();
    return true;
  }

  /** Goes over a text in quotes whose first quote is at hand. A backslash takes any character but a newline with it. */
  skipQuoted(mayHoldNewline: boolean): boolean {
    for (;;) {
      const code = this.skip(PLAIN);
      if (code === CODE.quote) {
        this.next();
        return true;
      }
      if (code === CODE.nul || (code === CODE.newline && !mayHoldNewline)) return false;
      if (code !== CODE.backslash) continue;
      const escaped = this.next();
      if (escaped === CODE.nul || escaped === CODE.newline) return false;
    }
  }
}
