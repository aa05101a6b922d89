import { type CharSet, charSet, complement, DIGITS, rangeOf, union, WORD } from "./regex-chars";

/** One character out of a set, repeated; `max` may be Infinity. */
export type CharItem = { readonly kind: "char"; readonly chars: CharSet; min: number; max: number; isLazy: boolean };
/** Begin or end of the text. */
export type AnchorItem = { readonly kind: "anchor"; readonly source: "^" | "$" };
/** A group that takes part at most once. */
export type GroupItem = {
  readonly kind: "group";
  readonly captures: boolean;
  readonly branches: readonly Sequence[];
  isOptional: boolean;
  isLazy: boolean;
};
export type Item = CharItem | AnchorItem | GroupItem;
export type Sequence = readonly Item[];

type Scan = { readonly pattern: string; at: number; readonly dot: CharSet; depth: number };

const LENGTH_MAX = 200;
const DEPTH_MAX = 5;
const COUNT_MAX = 64;
const SPECIAL = new Set("\\^$.|?*+()[]{}");
const PUNCTUATION = /^[!-/:-@[-^`{-~]$/;

/**
 * Reads patterns made of characters, classes, alternatives and groups, where nothing but a character or a class repeats.
 * Whatever else RE2 knows, and whatever it refuses, is not read here.
 *
 * @returns the branches of the pattern; null when it holds anything else
 */
export function outlinePattern(pattern: string, dotMatchesNewline: boolean): readonly Sequence[] | null {
  if (pattern.length > LENGTH_MAX) return null;
  const dot = dotMatchesNewline ? complement(charSet([])) : complement(rangeOf(10, 10));
  const scan: Scan = { pattern, at: 0, dot, depth: 0 };
  const branches = readBranches(scan);
  return branches !== null && scan.at === pattern.length ? branches : null;
}

/** Can the sequence match ""? */
export function canBeEmpty(sequence: Sequence): boolean {
  return sequence.every((item) => {
    if (item.kind === "char") return item.min === 0;
    return item.kind === "anchor" || item.isOptional || item.branches.some(canBeEmpty);
  });
}

function readBranches(scan: Scan): Sequence[] | null {
  const branches: Sequence[] = [];
  do {
    const sequence = readSequence(scan);
    if (sequence === null) return null;
    branches.push(sequence);
  } while (take(scan, "|"));
  return branches;
}

function readSequence(scan: Scan): Sequence | null {
  const items: Item[] = [];
  while (scan.at < scan.pattern.length && !"|)".includes(scan.pattern[scan.at] ?? "")) {
    const item = readItem(scan);
    if (item === null || !readRepeat(scan, item)) return null;
    items.push(item);
  }
  return items;
}

function readItem(scan: Scan): Item | null {
  const char = String.fromCodePoint(scan.pattern.codePointAt(scan.at) ?? 0);
  scan.at += char.length;
  if (char === "^" || char === "$") return { kind: "anchor", source: char };
  if (char === "(") return readGroup(scan);
  if (char === ".") return toItem(scan.dot);
  if (char === "[") return toItem(readClass(scan));
  if (char === "\\") return toItem(readEscape(scan));
  if (SPECIAL.has(char) || isSurrogate(char)) return null;
  return toItem(charSet([[char.codePointAt(0) ?? 0, char.codePointAt(0) ?? 0]]));
}

function toItem(chars: CharSet | null): CharItem | null {
  return chars === null ? null : { kind: "char", chars, min: 1, max: 1, isLazy: false };
}

function readGroup(scan: Scan): GroupItem | null {
  const captures = !scan.pattern.startsWith("?", scan.at);
  if (!captures && !take(scan, "?:")) return null;
  scan.depth += 1;
  const branches = scan.depth > DEPTH_MAX ? null : readBranches(scan);
  scan.depth -= 1;
  if (branches === null || !take(scan, ")")) return null;
  return { kind: "group", captures, branches, isOptional: false, isLazy: false };
}

function readEscape(scan: Scan): CharSet | null {
  const char = scan.pattern[scan.at] ?? "";
  scan.at += 1;
  if (char === "d") return DIGITS;
  if (char === "w") return WORD;
  if (char === "D") return complement(DIGITS);
  if (char === "W") return complement(WORD);
  return PUNCTUATION.test(char) ? rangeOf(char.charCodeAt(0), char.charCodeAt(0)) : null;
}

function readClass(scan: Scan): CharSet | null {
  const isNegated = take(scan, "^");
  let chars = charSet([]);
  // A bracket right at the start, or one inside, has meanings that are left to the engine.
  for (let isFirst = true; isFirst || scan.pattern[scan.at] !== "]"; isFirst = false) {
    const member = readMember(scan);
    if (member === null) return null;
    chars = union(chars, member);
  }
  scan.at += 1;
  return isNegated ? complement(chars) : chars;
}

/** A character, an escape or a range of plain characters. Other uses of hyphens and brackets are left to the engine. */
function readMember(scan: Scan): CharSet | null {
  // A class without its end.
  if (scan.at >= scan.pattern.length) return null;
  const range = /^([^\\[\]-])-([^\\[\]-])/u.exec(scan.pattern.slice(scan.at, scan.at + 5));
  if (range !== null) {
    scan.at += range[0].length;
    return readRange(range[1] ?? "", range[2] ?? "");
  }
  const isFirst = /\[\^?$/.test(scan.pattern.slice(scan.at - 2, scan.at));
  const char = String.fromCodePoint(scan.pattern.codePointAt(scan.at) ?? 0);
  scan.at += char.length;
  const isLast = scan.pattern[scan.at] === "]";
  if (char === "[" || char === "]" || (char === "-" && !isFirst && !isLast)) return null;
  const chars = char === "\\" ? readEscape(scan) : readRange(char, char);
  // What follows would be the end of a range that begins with an escape or with a hyphen.
  const isOpenRange = scan.pattern[scan.at] === "-" && scan.pattern[scan.at + 1] !== "]";
  return isOpenRange ? null : chars;
}

function readRange(from: string, to: string): CharSet | null {
  const [first, last] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  return first > last || isSurrogate(from) || isSurrogate(to) ? null : rangeOf(first, last);
}

/** Takes a repetition, if there is one, into the item; false when the item may not have it. */
function readRepeat(scan: Scan, item: Item): boolean {
  const [source, count = "", from, comma, to] =
    /^([?*+]|\{(0|[1-9]\d{0,3})(?:(,)(0|[1-9]\d{0,3})?)?\})/.exec(scan.pattern.slice(scan.at, scan.at + 12)) ?? [];
  if (source === undefined) return scan.pattern[scan.at] !== "{";
  scan.at += source.length;
  const isLazy = take(scan, "?");
  // Another repetition of a repetition is an error, or something that looks like one.
  if ("?*+{".includes(scan.pattern[scan.at] ?? " ")) return false;
  if (item.kind === "anchor") return false;
  item.isLazy = isLazy;
  if (item.kind === "group") {
    item.isOptional = count === "?";
    // An optional group that matches nothing takes part in RE2 and not in JavaScript.
    return count === "?" && !item.branches.some(canBeEmpty);
  }
  item.min = from === undefined ? (count === "+" ? 1 : 0) : Number(from);
  item.max = maxOf(count, from, comma, to);
  return item.min <= item.max && item.min <= COUNT_MAX && (item.max <= COUNT_MAX || item.max === Number.POSITIVE_INFINITY);
}

function maxOf(count: string, from: string | undefined, comma: string | undefined, to: string | undefined): number {
  if (count === "?") return 1;
  if (from === undefined) return Number.POSITIVE_INFINITY;
  if (comma === undefined) return Number(from);
  return to === undefined ? Number.POSITIVE_INFINITY : Number(to);
}

function take(scan: Scan, text: string): boolean {
  const isThere = scan.pattern.startsWith(text, scan.at);
  if (isThere) scan.at += text.length;
  return isThere;
}

function isSurrogate(char: string): boolean {
  return /^\p{Surrogate}$/u.test(char);
}
