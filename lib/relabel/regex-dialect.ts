import type { RelabelSemantics } from "./semantics";
import { findUnicodeClass } from "./unicode-classes";

/** Pattern as our RE2 engine reads it, and the way back to what was written. */
export type Translation = {
  /** What was written, anchors included. */
  readonly source: string;
  /** All of it, or what stands before the first construct that this Go does not know. */
  readonly pattern: string;
  /** Group names that the engine could not take twice. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Ends of replaced pieces, in the pattern and in the source. */
  readonly shifts: readonly (readonly [inPattern: number, inSource: number])[];
  /** Go's sentence for the construct at which the translation ended; null when it went through. */
  readonly message: string | null;
};

type Dialect = Pick<RelabelSemantics, "hasAngleGroups" | "hasLongClassNames">;

/** What the scanner knows at a position; `inClass` is between [ and ]. */
type Scan = { readonly pattern: string; readonly dialect: Dialect; readonly names: Set<string>; inClass: boolean };

/** One piece of the pattern: its length in the source, and what replaces it when it is not copied. */
type Piece = { length: number; text?: string; renamed?: [unique: string, name: string]; error?: string };

/**
 * Closes the gap between our RE2 engine and the Go release that a Prometheus was built with:
 * names of Unicode classes, repeated group names, `(?<name>`. Everything else is copied.
 */
export function translatePattern(pattern: string, dialect: Dialect): Translation {
  const scan: Scan = { pattern, dialect, names: new Set(), inClass: false };
  const renamed = new Map<string, string>();
  const shifts: [number, number][] = [];
  let text = "";
  for (let at = 0; at < pattern.length; ) {
    const piece = scan.inClass ? readInClass(scan, at) : readOutsideClass(scan, at);
    if (piece.error !== undefined) return { source: pattern, pattern: text, renamed, shifts, message: piece.error };
    if (piece.renamed !== undefined) renamed.set(...piece.renamed);
    text += piece.text ?? pattern.slice(at, at + piece.length);
    at += piece.length;
    if (piece.text !== undefined) shifts.push([text.length, at]);
  }
  return { source: pattern, pattern: text, renamed, shifts, message: null };
}

/** Sentences that quote the whole regex. */
const ABOUT_ALL =
  /^error parsing regexp: (?:missing closing \)|unexpected \)|expression nests too deeply|expression too large): /;

/** Sentences that quote the regex from the mistake to the end. */
const ABOUT_THE_REST = /^error parsing regexp: (?:missing closing \]|invalid named capture): `(?:[^>]*|\[[\s\S]*)`$/;

/** A sentence of our engine about a translated pattern, as Go says it about what was written. */
export function toGoMessage(message: string, { source, pattern, shifts }: Translation): string {
  const about = ABOUT_ALL.exec(message)?.[0];
  if (about !== undefined) return `${about}\`${source}\``;
  const [, start = "", quoted = ""] = /^(error parsing regexp: [^`]*)`([\s\S]*)`$/.exec(message) ?? [];
  const at = quoted === "" ? -1 : pattern.indexOf(quoted);
  if (at < 0) return message;
  const toSource = (position: number) => {
    const [inPattern, inSource] = shifts.findLast(([shifted]) => shifted <= position) ?? [0, 0];
    return inSource + position - inPattern;
  };
  const isAboutRest = ABOUT_THE_REST.test(message) && pattern.endsWith(quoted);
  return `${start}\`${source.slice(toSource(at), isAboutRest ? source.length : toSource(at + quoted.length))}\``;
}

/** Is this only about the end of the text, so that it says nothing about a text that was cut? */
export function isAboutTheEnd(message: string): boolean {
  return /^error parsing regexp: (?:missing closing [)\]]|trailing backslash)/.test(message);
}

function readOutsideClass(scan: Scan, at: number): Piece {
  const rest = scan.pattern.slice(at, at + 64);
  if (rest.startsWith("\\Q")) {
    const end = scan.pattern.indexOf("\\E", at + 2);
    return { length: end < 0 ? scan.pattern.length - at : end + 2 - at };
  }
  if (rest.startsWith("\\")) return readEscape(scan, at);
  if (rest.startsWith("(?")) return readGroup(scan, at);
  if (!rest.startsWith("[")) return { length: 1 };
  scan.inClass = true;
  // A closing bracket right at the start is an ordinary character.
  return { length: /^\[\^?\]?/.exec(rest)?.[0].length ?? 1 };
}

function readInClass(scan: Scan, at: number): Piece {
  const char = scan.pattern[at];
  if (char === "\\") return readEscape(scan, at);
  if (char === "[" && scan.pattern[at + 1] === ":") {
    return readPosixClass(scan.pattern, at);
  }
  if (char === "]") scan.inClass = false;
  return { length: 1 };
}

/** Go looks for the end behind `[:`, our engine from the colon on: `[:]` is the end of no name. */
function readPosixClass(pattern: string, at: number): Piece {
  const end = pattern.indexOf(":]", at + 2);
  if (end < 0) return { length: 2, text: "\\[:" };
  const length = end + 2 - at;
  const source = pattern.slice(at, at + length);
  return pattern[at + 2] === "]"
    ? { length, error: `error parsing regexp: invalid character class range: \`${source}\`` }
    : { length };
}

function readEscape(scan: Scan, at: number): Piece {
  const source = /^\\[pP](?:\{[^}]*\}|[^{])/u.exec(scan.pattern.slice(at, at + 80))?.[0];
  if (source === undefined) return unfinishedClass(scan.pattern.slice(at)) ?? { length: 2 };
  const [, sign = "", caret = "", name = ""] = /^\\([pP])\{?(\^?)([^}]*)\}?$/.exec(source) ?? [];
  const found = findUnicodeClass(name, scan.dialect.hasLongClassNames);
  if (found === null)
    return { length: source.length, error: `error parsing regexp: invalid character class range: \`${source}\`` };
  const isNegated = (sign === "P") !== (caret === "^");
  return { length: source.length, text: renderClass(found, isNegated, scan) };
}

function unfinishedClass(rest: string): Piece | null {
  if (!/^\\[pP]\{[^}]*$/.test(rest)) return null;
  return { length: rest.length, error: `error parsing regexp: invalid character class range: \`${rest}\`` };
}

function renderClass(name: string, isNegated: boolean, { inClass, dialect }: Scan): string {
  if (name === "ASCII") return inline(isNegated ? "\\x{80}-\\x{10FFFF}" : "\\x00-\\x7F", inClass);
  // Older Go has no unassigned code points in C.
  if (name === "C" && !dialect.hasLongClassNames) {
    const parts = "\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}";
    if (!isNegated) return inline(parts, inClass);
    // Inside a class there is no way to negate a union; unassigned code points are then missing from it.
    if (!inClass) return `[^${parts}]`;
  }
  return `\\${isNegated ? "P" : "p"}{${name}}`;
}

function inline(members: string, inClass: boolean): string {
  return inClass ? members : `[${members}]`;
}

function readGroup(scan: Scan, at: number): Piece {
  const rest = scan.pattern.slice(at);
  if (rest.startsWith("(?<") && !scan.dialect.hasAngleGroups) {
    return { length: 3, error: "error parsing regexp: invalid or unsupported Perl syntax: `(?<`" };
  }
  // The engine stops quoting before the backslash.
  if (rest.startsWith("(?\\")) return { length: 3, error: "error parsing regexp: invalid or unsupported Perl syntax: `(?\\`" };
  const [source, , name] = /^\(\?(P?)<([A-Za-z0-9_]+)>/.exec(rest) ?? [];
  if (source === undefined || name === undefined) return { length: 2 };
  if (!scan.names.has(name)) {
    scan.names.add(name);
    return { length: source.length };
  }
  // Go lets names repeat; the engine does not. No pattern can hold the new name by accident: it is checked.
  let unique = `${name}_again`;
  while (scan.names.has(unique) || scan.pattern.includes(unique)) unique += "_";
  scan.names.add(unique);
  return { length: source.length, text: `(?P<${unique}>`, renamed: [unique, name] };
}
