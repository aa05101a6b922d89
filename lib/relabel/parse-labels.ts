import { fail, ok, type Result, type TextRange } from "@/lib/result";
import { type LabelSet, toLabelSet } from "./label-set";

/** Where a label pair may stop and the next begin. */
const SEPARATORS = /[\s,;]/;
const BARE_NAME = /^[^\s=,;{}"]+/;

/**
 * Reads labels of one target as people have them at hand: `name="value"` lines, Prometheus's `{a="b", "c.d"="e"}`,
 * a JSON object of strings, or a target of Prometheus's API (its discovered labels count).
 */
export function parseLabels(text: string): Result<LabelSet> {
  const trimmed = text.trim();
  if (trimmed === "") return ok(toLabelSet({}));
  const json = trimmed.startsWith("{") ? readJson(trimmed) : undefined;
  return json === undefined ? readPairs(text) : fromJson(json);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fromJson(json: unknown): Result<LabelSet> {
  if (!isRecord(json)) return fail("label/json");
  const labels = isRecord(json.discoveredLabels) ? json.discoveredLabels : json;
  const bad = Object.entries(labels).find(([, value]) => typeof value !== "string");
  if (bad !== undefined) return fail("label/json-value", { parameters: { name: bad[0] }, path: [bad[0]] });
  return ok(toLabelSet(labels as Record<string, string>));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readPairs(text: string): Result<LabelSet> {
  const pairs = new Map<string, string>();
  const isBraced = text.trim().startsWith("{");
  const end = isBraced && text.trim().endsWith("}") ? text.lastIndexOf("}") : text.length;
  let at = isBraced ? text.indexOf("{") + 1 : 0;
  for (at = skipSeparators(text, at); at < end; at = skipSeparators(text, at)) {
    const start = at;
    const name = text[at] === '"' ? readQuoted(text, at) : readBare(text, at);
    if (name === null) return failAt("label/syntax", text, at);
    at = skipBlanks(text, name.end);
    const sign = text[at];
    if (sign !== "=" && sign !== ":") return failAt("label/equals-missing", text, start, { name: name.value });
    at = skipBlanks(text, at + 1);
    const value = readQuoted(text, at);
    if (value === null) return failAt("label/quote-missing", text, start, { name: name.value });
    if (pairs.has(name.value)) return failAt("label/repeated", text, start, { name: name.value });
    pairs.set(name.value, value.value);
    at = value.end;
  }
  return ok(toLabelSet(pairs));
}

type Piece = { readonly value: string; readonly end: number };

function readBare(text: string, at: number): Piece | null {
  const name = BARE_NAME.exec(text.slice(at))?.[0].replace(/:$/, "");
  return name === undefined || name === "" ? null : { value: name, end: at + name.length };
}

const PLAIN_ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };

/** A text in double quotes with Go's escapes, which are also those of JSON. */
function readQuoted(text: string, at: number): Piece | null {
  const source = /^"((?:[^"\\\n]|\\[^\n])*)"/.exec(text.slice(at));
  if (source === null) return null;
  const value = (source[1] ?? "").replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/g, unescapeOne);
  return { value, end: at + source[0].length };
}

function unescapeOne(_escape: string, byte?: string, unit?: string, point?: string, char = ""): string {
  const hex = byte ?? unit ?? point;
  if (hex === undefined) return PLAIN_ESCAPES[char] ?? char;
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

function skipSeparators(text: string, at: number): number {
  let next = at;
  while (next < text.length && SEPARATORS.test(text[next] ?? "")) next += 1;
  return next;
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (text[next] === " " || text[next] === "\t") next += 1;
  return next;
}

function failAt(code: string, text: string, at: number, parameters: Record<string, string> = {}): Result<never> {
  return fail(code, { parameters, range: lineRange(text, at) });
}

/** From a position to the end of its line. */
function lineRange(text: string, at: number): TextRange {
  const before = text.slice(0, at).split("\n");
  const line = before.length;
  const column = (before.at(-1) ?? "").length + 1;
  const rest = text.slice(at).split("\n")[0] ?? "";
  return { line, column, endLine: line, endColumn: column + Math.max(rest.length, 1) };
}
