import { RE2JS, RE2JSException } from "re2js";
import { ok, problem, type Result } from "@/lib/result";
import { EFFORT_PER_CHARACTER } from "./effort";
import { compileTemplate, type Expander, type Groups, type Template } from "./expand";
import { MatchMemory } from "./match-memory";
import { isAboutTheEnd, type Translation, toGoMessage, translatePattern } from "./regex-dialect";
import { findNativeRegex, type NativeRegex } from "./regex-native";
import { findShortcut, type Shortcut } from "./regex-shortcut";
import { estimateRegexSize } from "./regex-size";
import type { RelabelSemantics } from "./semantics";

/** A relabel regex, anchored the way Prometheus anchors it. */
export type Regex = {
  /** Groups of the leftmost match, the whole match first; null without a match. */
  match(text: string): Groups | null;
  /** Prepares a template: the function gives its text for the groups of a match. */
  expander(template: Template): Expander;
  /** Go's ReplaceAll: what a leaky pattern leaves unmatched stays. */
  replaceAll(text: string, template: Template): string;
  /** Units of effort to match a text of that length, at worst. */
  effortOf(length: number): number;
  /** Instructions, estimated; 0 when no RE2 program had to be made. */
  readonly size: number;
};

type Dialect = Pick<RelabelSemantics, "dotMatchesNewline" | "hasAngleGroups" | "hasLongClassNames">;

const CACHE_SIZE_MAX = 2_000;

/** Instructions of the largest pattern that is compiled: about half a second of a thread that others wait for. */
export const REGEX_SIZE_MAX = 30_000;

/** A longer pattern that no shortcut takes is not even measured. */
const PATTERN_LENGTH_MAX = 20_000;
const cache = new Map<string, Result<Regex>>();

/**
 * Compiles a regex of a relabel rule with RE2 semantics; time to match is linear in the text.
 *
 * @param sizeMax instructions that are left for it
 * @returns a `relabel/regex` problem that carries the reason in Prometheus's words, or a warning `relabel/regex-too-large`
 * for a pattern that Prometheus may well accept and that would keep our thread busy for too long
 */
export function compileRegex(pattern: string, dialect: Dialect, sizeMax = REGEX_SIZE_MAX): Result<Regex> {
  const key = `${dialect.dotMatchesNewline ? "s" : ""}${dialect.hasAngleGroups ? "<" : ""}${dialect.hasLongClassNames ? "p" : ""}/${pattern}`;
  const known = cache.get(key);
  if (known?.ok && known.value.size > sizeMax) return tooLarge(pattern);
  if (known !== undefined) return known;
  const compiled = compileSimple(pattern, dialect) ?? compileAny(pattern, dialect, Math.min(sizeMax, REGEX_SIZE_MAX));
  // Oldest first out: rules being typed leave many half-written patterns behind.
  if (cache.size >= CACHE_SIZE_MAX) cache.delete(cache.keys().next().value ?? "");
  if (compiled.ok || sizeMax >= REGEX_SIZE_MAX) cache.set(key, compiled);
  return compiled;
}

/** Patterns that RE2 takes for certain and that we can match without it, or without it for now. */
function compileSimple(pattern: string, dialect: Dialect): Result<Regex> | null {
  const shortcut = findShortcut(pattern, dialect.dotMatchesNewline);
  if (shortcut !== null) return ok(shortcutRegex(shortcut));
  const native = findNativeRegex(pattern, dialect.dotMatchesNewline);
  return native === null ? null : ok(nativeRegex(native, anchor(pattern, dialect), estimateRegexSize(pattern)));
}

function compileAny(pattern: string, dialect: Dialect, sizeMax: number): Result<Regex> {
  const size = pattern.length > PATTERN_LENGTH_MAX ? Number.POSITIVE_INFINITY : estimateRegexSize(pattern);
  if (size > sizeMax) return tooLarge(pattern);
  const translation = translatePattern(anchor(pattern, dialect), dialect);
  try {
    const engine = RE2JS.compile(translation.pattern);
    if (translation.message !== null) return refused(pattern, translation.message);
    return ok(engineRegex(engine, namesOf(engine, translation.renamed), size));
  } catch (error) {
    const message = messageOf(error, translation);
    // Go reads from left to right: of two mistakes the first counts.
    return refused(pattern, translation.message !== null && isAboutTheEnd(message) ? translation.message : message);
  }
}

/** Text concatenation on purpose: in Prometheus, too, unbalanced brackets reach beyond the anchors. */
function anchor(pattern: string, { dotMatchesNewline }: Dialect): string {
  return `^(?${dotMatchesNewline ? "s" : ""}:${pattern})$`;
}

function refused(pattern: string, message: string): Result<never> {
  const reason = message.replace(/^error parsing regexp: /, "");
  return { ok: false, problems: [problem("relabel/regex", { parameters: { pattern, reason }, prometheus: message })] };
}

function tooLarge(pattern: string): Result<never> {
  const parameters = { pattern: pattern.length > 40 ? `${pattern.slice(0, 40)}…` : pattern, limit: REGEX_SIZE_MAX };
  return { ok: false, problems: [problem("relabel/regex-too-large", { severity: "warning", parameters })] };
}

function messageOf(error: unknown, translation: Translation): string {
  if (error instanceof RangeError) return "error parsing regexp: expression nests too deeply";
  if (!(error instanceof RE2JSException)) throw error;
  return toGoMessage(error.message, translation);
}

/** Numbers of the groups of each name, ascending. */
function namesOf(engine: RE2JS, renamed: ReadonlyMap<string, string>): ReadonlyMap<string, readonly number[]> {
  const names = new Map<string, number[]>();
  const groups = Object.entries(engine.namedGroups() as Record<string, number>).sort(([, a], [, b]) => a - b);
  for (const [unique, index] of groups) {
    const name = renamed.get(unique) ?? unique;
    names.set(name, [...(names.get(name) ?? []), index]);
  }
  return names;
}

const NO_NAMES: ReadonlyMap<string, readonly number[]> = new Map();

/** Such a pattern has no names and cannot leak out of its anchors, so it matches all of a text or nothing. */
function shortcutRegex(match: Shortcut): Regex {
  return {
    match,
    expander: (template) => compileTemplate(template, NO_NAMES),
    replaceAll: (text, template) => replaceWhole(match(text), text, template),
    effortOf: (length) => length * EFFORT_PER_CHARACTER.copy,
    size: 0,
  };
}

/** The RE2 program is made when a text is too long for the native regex: hardly ever. */
function nativeRegex(native: NativeRegex, anchored: string, size: number): Regex {
  let engine: RE2JS | null = null;
  const matchLong = (text: string) => {
    engine ??= RE2JS.compile(anchored);
    return matchWithEngine(engine, text);
  };
  const match: Shortcut = (text) => (text.length <= native.lengthMax ? native.match(text) : matchLong(text));
  return {
    match,
    expander: (template) => compileTemplate(template, NO_NAMES),
    replaceAll: (text, template) => replaceWhole(match(text), text, template),
    effortOf: (length) => length * (length <= native.lengthMax ? EFFORT_PER_CHARACTER.native : Math.max(size, 1)),
    size: 0,
  };
}

function engineRegex(engine: RE2JS, names: ReadonlyMap<string, readonly number[]>, size: number): Regex {
  const remembered = new MatchMemory((text) => matchWithEngine(engine, text));
  return {
    match: (text) => remembered.match(text),
    expander: (template) => compileTemplate(template, names),
    replaceAll: (text, template) => replaceWithEngine(engine, text, compileTemplate(template, names)),
    effortOf: (length) => length * Math.max(size, 1),
    size,
  };
}

function replaceWhole(groups: Groups | null, text: string, template: Template): string {
  return groups === null ? text : compileTemplate(template, NO_NAMES)(groups);
}

function matchWithEngine(engine: RE2JS, text: string): Groups | null {
  const matcher = engine.matcher(text);
  return matcher.find() ? groupsOf(engine, matcher) : null;
}

function replaceWithEngine(engine: RE2JS, text: string, expand: Expander): string {
  const matcher = engine.matcher(text);
  let replaced = "";
  let end = 0;
  while (matcher.find()) {
    replaced += text.slice(end, matcher.start()) + expand(groupsOf(engine, matcher));
    end = matcher.end();
  }
  return replaced + text.slice(end);
}

function groupsOf(engine: RE2JS, matcher: ReturnType<RE2JS["matcher"]>): Groups {
  return Array.from({ length: engine.groupCount() + 1 }, (_, i) => matcher.group(i));
}
