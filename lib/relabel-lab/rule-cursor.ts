import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import type { TextRange } from "@/lib/result";

/** A text by its lines (from 1), without a copy of it. */
export type RuleLines = { readonly count: number; readonly line: (number: number) => string };

/** What the cursor is in: the name of a field, the value of one, or one of the names in source_labels. */
export type CursorPlace =
  | {
      readonly kind: "field";
      readonly range: TextRange;
      readonly word: string;
      readonly hasColon: boolean;
      readonly isInFlow: boolean;
    }
  | {
      readonly kind: "value";
      readonly field: RelabelField;
      readonly range: TextRange;
      readonly word: string;
      readonly isInFlow: boolean;
    }
  | { readonly kind: "name"; readonly range: TextRange; readonly word: string; readonly isInFlow: boolean };

export type RuleCursor = {
  readonly place: CursorPlace;
  /** Values of the rule's fields as far as they stand on one line, without quotes; "" for those that do not. */
  readonly fields: ReadonlyMap<string, string>;
  readonly firstLine: number;
  readonly lastLine: number;
};

const DASH = /^(\s*)-(?:\s|$)/;
const KEY = /^(\s*(?:-\s+)*)([\w]+)\s*:(?=\s|$)/;
/** Lines looked at in each direction: no rule is longer, and a text without rules must not be searched at every key. */
const LINES_MAX = 200;

/**
 * Finds out where in a rule the cursor is. Looks at lines, not at parsed YAML: a text that is being typed is seldom whole.
 *
 * @returns null outside of rules and in comments
 */
export function findRuleCursor(lines: RuleLines, line: number, column: number): RuleCursor | null {
  const text = lines.line(line);
  if (isInComment(text, column)) return null;
  const bounds = findRule(lines, line);
  if (bounds === null) return null;
  const place = isNameItem(lines, line)
    ? nameItemAt(text, line, column)
    : placeAt(text, line, column, text.includes("{") && text.indexOf("{") < column);
  return place === null ? null : { place, fields: fieldsOf(lines, bounds.firstLine, bounds.lastLine), ...bounds };
}

/** First and last line of the rule that a line belongs to; null when it belongs to none. */
export function findRule(lines: RuleLines, line: number): { firstLine: number; lastLine: number } | null {
  let firstLine = line;
  while (firstLine > 0 && line - firstLine < LINES_MAX && !isRuleDash(lines, firstLine)) firstLine -= 1;
  const indent = firstLine < 1 ? undefined : DASH.exec(lines.line(firstLine))?.[1]?.length;
  if (indent === undefined || (line > firstLine && isOutside(lines.line(line), indent))) return null;
  return { firstLine, lastLine: Math.max(lastLineOf(lines, firstLine, indent), line) };
}

function lastLineOf(lines: RuleLines, firstLine: number, indent: number): number {
  let lastLine = firstLine;
  for (let next = firstLine + 1; next <= lines.count && next - firstLine < LINES_MAX; next++) {
    const text = lines.line(next);
    if (/^\s*(?:#|$)/.test(text)) continue;
    if (isRuleDash(lines, next) || isOutside(text, indent)) break;
    lastLine = next;
  }
  return lastLine;
}

function isOutside(text: string, indent: number): boolean {
  const start = text.search(/\S/);
  return start !== -1 && start <= indent && !DASH.test(text) && text[start] !== "#";
}

function isRuleDash(lines: RuleLines, line: number): boolean {
  return DASH.test(lines.line(line)) && !isNameItem(lines, line);
}

/** Is this line one of the names below `source_labels:`? */
function isNameItem(lines: RuleLines, line: number): boolean {
  const indent = DASH.exec(lines.line(line))?.[1]?.length;
  if (indent === undefined) return false;
  for (let above = line - 1; above > 0 && line - above < LINES_MAX; above--) {
    const text = lines.line(above);
    if (/^\s*(?:#|$)/.test(text)) continue;
    const key = /^(\s*(?:-\s+)?)source_labels\s*:\s*(?:#.*)?$/.exec(text);
    if (key !== null) return (key[1]?.length ?? 0) <= indent;
    if (DASH.exec(text)?.[1]?.length !== indent) return false;
  }
  return false;
}

/** The first `#` that starts a comment; -1 when there is none. */
export function commentStart(text: string): number {
  let quote = "";
  for (const [at, character] of [...text].entries()) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (/["']/.test(character) && /[\s[{,(]|^$/.test(text[at - 1] ?? "")) quote = character;
    else if (character === "#" && /\s|^$/.test(text[at - 1] ?? "")) return at;
  }
  return -1;
}

function isInComment(text: string, column: number): boolean {
  const start = commentStart(text);
  return start !== -1 && start < column - 1;
}

function rangeOn(line: number, start: number, end: number): TextRange {
  return { line, column: start + 1, endLine: line, endColumn: end + 1 };
}

function nameItemAt(text: string, line: number, column: number): CursorPlace {
  const start = (/^\s*-\s*/.exec(text)?.[0] ?? "").length;
  const end = Math.max(endOfContent(text), start);
  return { kind: "name", range: rangeOn(line, start, end), word: text.slice(start, column - 1), isInFlow: false };
}

/** Length of the line without its comment. */
function codeEnd(text: string): number {
  const comment = commentStart(text);
  return comment === -1 ? text.length : comment;
}

function endOfContent(text: string): number {
  return text.slice(0, codeEnd(text)).trimEnd().length;
}

function placeAt(text: string, line: number, column: number, isInFlow: boolean): CursorPlace | null {
  const [from, to] = isInFlow ? segmentAt(text, column) : [0, codeEnd(text)];
  const segment = text.slice(from, to);
  const key = KEY.exec(isInFlow ? `${segment.replaceAll(/[{]/g, " ")}` : segment);
  const cursor = column - 1 - from;
  const keyEnd = (key?.[0].length ?? 0) - 1;
  if (key === null || cursor <= keyEnd) return fieldAt(segment, { line, from, cursor, hasColon: key !== null, isInFlow });
  const field = RELABEL_FIELDS.find((known) => known === key[2]);
  if (field === undefined) return null;
  const blanks = /^\s*/.exec(segment.slice(keyEnd + 1))?.[0].length ?? 0;
  const start = Math.min(keyEnd + 1 + blanks, Math.max(cursor, keyEnd + 1));
  const value = segment.slice(start);
  if (field === "source_labels" && value.startsWith("[")) return nameAt(segment, { line, from, cursor, start: start + 1 });
  const end = Math.max(segment.trimEnd().length, cursor);
  return { kind: "value", field, range: rangeOn(line, from + start, from + end), word: segment.slice(start, cursor), isInFlow };
}

type Spot = { readonly line: number; readonly from: number; readonly cursor: number };

function fieldAt(
  segment: string,
  { line, from, cursor, ...rest }: Spot & { hasColon: boolean; isInFlow: boolean },
): CursorPlace | null {
  const before = /[\w]*$/.exec(segment.slice(0, cursor))?.[0] ?? "";
  const behind = /^[\w]*/.exec(segment.slice(cursor))?.[0] ?? "";
  const start = cursor - before.length;
  // Something other than a key stands there.
  if (!/^[\s{,-]*$/.test(segment.slice(0, start))) return null;
  return { kind: "field", range: rangeOn(line, from + start, from + cursor + behind.length), word: before, ...rest };
}

function nameAt(segment: string, { line, from, cursor, start }: Spot & { start: number }): CursorPlace | null {
  const close = segment.indexOf("]", start);
  if (cursor < start || (close !== -1 && cursor > close)) return null;
  const listEnd = close === -1 ? segment.length : close;
  const nameStart = Math.max(start, segment.lastIndexOf(",", cursor - 1) + 1);
  const comma = segment.indexOf(",", cursor);
  const nameEnd = Math.min(listEnd, comma === -1 ? listEnd : comma);
  const blanks = /^\s*/.exec(segment.slice(nameStart, cursor))?.[0].length ?? 0;
  const first = nameStart + blanks;
  const end = Math.max(first + segment.slice(first, nameEnd).trimEnd().length, cursor);
  return { kind: "name", range: rangeOn(line, from + first, from + end), word: segment.slice(first, cursor), isInFlow: true };
}

/** The entry between braces that the cursor is in: from behind `{` or `,` to before the next `,` or `}`. */
function segmentAt(text: string, column: number): [from: number, to: number] {
  const masked = text.replaceAll(/"(?:[^"\\]|\\.)*"?|'[^']*'?|\[[^\]]*\]?/g, (part) => "x".repeat(part.length));
  const from = Math.max(...["{", ",", "}"].map((sign) => masked.lastIndexOf(sign, column - 2))) + 1;
  const end = masked.slice(column - 1).search(/[,}]/);
  return [from, end === -1 ? codeEnd(text) : column - 1 + end];
}

function fieldsOf(lines: RuleLines, firstLine: number, lastLine: number): Map<string, string> {
  const fields = new Map<string, string>();
  for (let line = firstLine; line <= lastLine; line++) {
    const text = lines.line(line);
    const inBraces = /^\s*-\s+\{(.*)\}?/.exec(text)?.[1];
    const segments = inBraces === undefined ? [text.slice(0, endOfContent(text))] : splitFlow(inBraces);
    for (const segment of segments) {
      const key = KEY.exec(segment);
      if (key !== null) fields.set(key[2] ?? "", unquoted(segment.slice(key[0].length).trim()));
    }
  }
  return fields;
}

function splitFlow(inBraces: string): string[] {
  return inBraces.match(/(?:\[[^\]]*\]?|"[^"]*"?|'[^']*'?|[^,[\]"'}])+/g) ?? [];
}

function unquoted(source: string): string {
  if (/^'.*'$/.test(source)) return source.slice(1, -1).replaceAll("''", "'");
  if (!/^".*"$/.test(source)) return source;
  try {
    return String(JSON.parse(source));
  } catch {
    return source.slice(1, -1);
  }
}

/** The names in a `[a, b]` as it is written. */
export function namesInFlow(source: string): string[] {
  return source
    .replace(/^\[/, "")
    .replace(/\]$/, "")
    .split(",")
    .map((name) => unquoted(name.trim()))
    .filter((name) => name !== "");
}
