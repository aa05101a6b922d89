/** Characters of a class as ranges of code points, both ends included. */
export type CharacterRanges = readonly (readonly [from: number, to: number])[];

export type RegexNode = {
  /** Where it stands in the pattern, in UTF-16 units; the end is exclusive. */
  readonly start: number;
  readonly end: number;
} & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "class"; readonly ranges: CharacterRanges; readonly isNegated: boolean }
  | { readonly kind: "begin" | "finish" | "boundary" | "no_boundary" }
  /** `index` is null for a group that captures nothing. */
  | { readonly kind: "group"; readonly index: number | null; readonly name: string | null; readonly of: RegexNode }
  | { readonly kind: "sequence"; readonly items: readonly RegexNode[] }
  | { readonly kind: "either"; readonly items: readonly RegexNode[] }
  /** `max` is null without an upper bound. */
  | { readonly kind: "repeat"; readonly of: RegexNode; readonly min: number; readonly max: number | null }
);

/** A pattern that could be read: its tree, and its groups in the order of their numbers (from 1). */
export type RegexTree = {
  readonly root: RegexNode;
  readonly groups: readonly Extract<RegexNode, { kind: "group" }>[];
};

const DIGITS: CharacterRanges = [[48, 57]];
const WORD: CharacterRanges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: CharacterRanges = [
  [9, 10],
  [12, 13],
  [32, 32],
];
const CLASSES: Readonly<Record<string, { ranges: CharacterRanges; isNegated: boolean }>> = {
  d: { ranges: DIGITS, isNegated: false },
  D: { ranges: DIGITS, isNegated: true },
  w: { ranges: WORD, isNegated: false },
  W: { ranges: WORD, isNegated: true },
  s: { ranges: SPACE, isNegated: false },
  S: { ranges: SPACE, isNegated: true },
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\u0007" };
const ASSERTIONS = { A: "begin", z: "finish", b: "boundary", B: "no_boundary" } as const;

/** Thrown inside this file for whatever is left to the real engine. */
class Unread extends Error {}

const LENGTH_MAX = 5_000;
const DEPTH_MAX = 50;

/**
 * Reads a pattern for people who explain and check it; matching is the engine's business.
 * Only the plain part of RE2's syntax is read: no flags, no Unicode classes, no brackets that leak.
 *
 * @returns null for what it does not know; never a wrong tree
 */
export function parseRegex(pattern: string): RegexTree | null {
  if (pattern.length > LENGTH_MAX) return null;
  const reader = { pattern, at: 0, depth: 0, groups: [] as Extract<RegexNode, { kind: "group" }>[] };
  try {
    const root = readEither(reader);
    // Something is left: a bracket that closes nothing.
    if (reader.at < pattern.length) return null;
    return { root, groups: reader.groups };
  } catch (error) {
    if (error instanceof Unread) return null;
    throw error;
  }
}

type Reader = { readonly pattern: string; at: number; depth: number; readonly groups: Extract<RegexNode, { kind: "group" }>[] };

function readEither(reader: Reader): RegexNode {
  const start = reader.at;
  const items = [readSequence(reader)];
  while (reader.pattern[reader.at] === "|") {
    reader.at++;
    items.push(readSequence(reader));
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "either", items, start, end: reader.at };
}

function readSequence(reader: Reader): RegexNode {
  const start = reader.at;
  const items: RegexNode[] = [];
  while (reader.at < reader.pattern.length && !"|)".includes(reader.pattern[reader.at] ?? "")) {
    items.push(readRepeats(reader, readOne(reader)));
  }
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "sequence", items, start, end: reader.at };
}

function readRepeats(reader: Reader, of: RegexNode): RegexNode {
  const rest = reader.pattern.slice(reader.at, reader.at + 16);
  const [whole, sign, from, comma, to] = /^(?:([*+?])|\{(0|[1-9]\d*)(,)?(0|[1-9]\d*)?\})/.exec(rest) ?? [];
  if (whole === undefined || (comma === undefined && to !== undefined)) return of;
  reader.at += whole.length;
  if (reader.pattern[reader.at] === "?") reader.at++;
  if (/^[*+?]|^\{\d/.test(reader.pattern.slice(reader.at, reader.at + 2))) throw new Unread();
  const min = from === undefined ? Number(sign === "+") : Number(from);
  const bounded = comma === undefined ? min : null;
  const max = from === undefined ? (sign === "?" ? 1 : null) : to === undefined ? bounded : Number(to);
  return { kind: "repeat", of, min, max, start: of.start, end: reader.at };
}

function readOne(reader: Reader): RegexNode {
  const start = reader.at;
  const code = reader.pattern.codePointAt(start) ?? 0;
  const character = String.fromCodePoint(code);
  if (character === "(") return readGroup(reader);
  if (character === "[") return readClass(reader);
  if (character === "\\") return readEscape(reader);
  if ("*+?".includes(character)) throw new Unread();
  reader.at += character.length;
  const place = { start, end: reader.at };
  if (character === ".") return { kind: "any", ...place };
  if (character === "^") return { kind: "begin", ...place };
  if (character === "$") return { kind: "finish", ...place };
  return { kind: "text", text: character, ...place };
}

function readGroup(reader: Reader): RegexNode {
  const start = reader.at;
  const opening = /^\((?:\?:|\?P?<([A-Za-z0-9_]+)>|(?!\?))/.exec(reader.pattern.slice(start, start + 200));
  if (opening === null || ++reader.depth > DEPTH_MAX) throw new Unread();
  const isCapturing = opening[0] !== "(?:";
  const place = isCapturing ? reader.groups.length : null;
  // Its number is given where it opens, before the groups inside it.
  if (place !== null) reader.groups.push({ kind: "group", index: 0, name: null, of: EMPTY, start: 0, end: 0 });
  reader.at += opening[0].length;
  const of = readEither(reader);
  if (reader.pattern[reader.at] !== ")") throw new Unread();
  reader.at++;
  reader.depth--;
  const index = place === null ? null : place + 1;
  const group = { kind: "group", index, name: opening[1] ?? null, of, start, end: reader.at } as const;
  if (place !== null) reader.groups[place] = group;
  return group;
}

const EMPTY: RegexNode = { kind: "sequence", items: [], start: 0, end: 0 };

function readEscape(reader: Reader): RegexNode {
  const start = reader.at;
  const character = reader.pattern[start + 1] ?? "";
  reader.at += 2;
  const place = { start, end: reader.at };
  const known = CLASSES[character];
  if (known !== undefined) return { kind: "class", ...known, ...place };
  if (Object.hasOwn(ASSERTIONS, character)) return { kind: ASSERTIONS[character as keyof typeof ASSERTIONS], ...place };
  return { kind: "text", text: escaped(character), ...place };
}

/** The one character that `\x` stands for. */
function escaped(character: string): string {
  const control = CONTROLS[character];
  if (control !== undefined) return control;
  if (!/^[!-/:-@[-^`{-~ ]$/.test(character)) throw new Unread();
  return character;
}

function readClass(reader: Reader): RegexNode {
  const { pattern } = reader;
  const start = reader.at;
  const isNegated = pattern[start + 1] === "^";
  reader.at += isNegated ? 2 : 1;
  const ranges: (readonly [number, number])[] = [];
  for (let isFirst = true; isFirst || pattern[reader.at] !== "]"; isFirst = false) {
    if (reader.at >= pattern.length || pattern[reader.at] === "[") throw new Unread();
    ranges.push(...readRange(reader));
  }
  reader.at++;
  return { kind: "class", ranges, isNegated, start, end: reader.at };
}

function readRange(reader: Reader): CharacterRanges {
  const { pattern } = reader;
  if (pattern[reader.at] === "\\") {
    const known = CLASSES[pattern[reader.at + 1] ?? ""];
    if (known !== undefined) {
      reader.at += 2;
      // `[\d-z]` and a class of what is not in a class are rare enough to leave alone.
      if (known.isNegated || (pattern[reader.at] === "-" && pattern[reader.at + 1] !== "]")) throw new Unread();
      return known.ranges;
    }
  }
  const from = readMember(reader);
  if (pattern[reader.at] !== "-" || pattern[reader.at + 1] === "]") return [[from, from]];
  reader.at++;
  const to = readMember(reader);
  if (to < from) throw new Unread();
  return [[from, to]];
}

function readMember(reader: Reader): number {
  const { pattern } = reader;
  if (pattern[reader.at] === "\\") {
    reader.at += 2;
    return escaped(pattern[reader.at - 1] ?? "").charCodeAt(0);
  }
  const code = pattern.codePointAt(reader.at);
  if (code === undefined) throw new Unread();
  reader.at += String.fromCodePoint(code).length;
  return code;
}
