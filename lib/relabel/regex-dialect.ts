import type { RelabelSemantics } from "./semantics";
import { findUnicodeClass } from "./unicode-classes";

/** Pattern as our RE2 engine reads it, with the group names that it could not take. */
export type Translation =
  | { readonly ok: true; readonly pattern: string; readonly renamed: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly message: string };

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
  let text = "";
  for (let at = 0; at < pattern.length; ) {
    const piece = scan.inClass ? readInClass(scan, at) : readOutsideClass(scan, at);
    if (piece.error !== undefined) return { ok: false, message: piece.error };
    if (piece.renamed !== undefined) renamed.set(...piece.renamed);
    text += piece.text ?? pattern.slice(at, at + piece.length);
    at += piece.length;
  }
  return { ok: true, pattern: text, renamed };
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
    const end = scan.pattern.indexOf(":]", at + 2);
    return { length: end < 0 ? 2 : end + 2 - at };
  }
  if (char === "]") scan.inClass = false;
  return { length: 1 };
}

function readEscape(scan: Scan, at: number): Piece {
  const source = /^\\[pP](?:\{[^}]*\}|C)/.exec(scan.pattern.slice(at, at + 80))?.[0];
  if (source === undefined) return { length: 2 };
  const [, sign = "", caret = "", name = ""] = /^\\([pP])\{?(\^?)([^}]*)\}?$/.exec(source) ?? [];
  const found = findUnicodeClass(name, scan.dialect.hasLongClassNames);
  if (found === null)
    return { length: source.length, error: `error parsing regexp: invalid character class range: \`${source}\`` };
  const isNegated = (sign === "P") !== (caret === "^");
  return { length: source.length, text: renderClass(found, isNegated, scan) };
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
