import { RE2JS, RE2JSException } from "re2js";
import { ok, problem, type Result } from "@/lib/result";
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
};

type Dialect = Pick<RelabelSemantics, "dotMatchesNewline" | "hasAngleGroups" | "hasLongClassNames">;

const CACHE_SIZE_MAX = 2_000;

/** Instructions of the largest pattern that is compiled: about half a second of a thread that others wait for. */
const REGEX_SIZE_MAX = 30_000;
const cache = new Map<string, Result<Regex>>();

/**
 * Compiles a regex of a relabel rule with RE2 semantics; time to match is linear in the text.
 * @returns a `relabel/regex` problem that carries the reason in Prometheus's words, or a warning `relabel/regex-too-large`
 * for a pattern that Prometheus may well accept and that would keep our thread busy for too long
 */
export function compileRegex(pattern: string, dialect: Dialect): Result<Regex> {
  const key = `${dialect.dotMatchesNewline ? "s" : ""}${dialect.hasAngleGroups ? "<" : ""}${dialect.hasLongClassNames ? "p" : ""}/${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  // Oldest first out: rules being typed leave many half-written patterns behind.
  if (cache.size >= CACHE_SIZE_MAX) cache.delete(cache.keys().next().value ?? "");
  const compiled = compileUncached(pattern, dialect);
  cache.set(key, compiled);
  return compiled;
}

function compileUncached(pattern: string, dialect: Dialect): Result<Regex> {
  const shortcut = findShortcut(pattern, dialect.dotMatchesNewline);
  if (shortcut !== null) return ok(shortcutRegex(shortcut));
  if (estimateRegexSize(pattern) > REGEX_SIZE_MAX) return tooLarge(pattern);
  // Text concatenation on purpose: in Prometheus, too, unbalanced brackets reach beyond the anchors.
  const translation = translatePattern(`^(?${dialect.dotMatchesNewline ? "s" : ""}:${pattern})$`, dialect);
  try {
    const engine = RE2JS.compile(translation.pattern);
    if (translation.message !== null) return refused(pattern, translation.message);
    const native = findNativeRegex(pattern, dialect.dotMatchesNewline);
    return ok(engineRegex(engine, namesOf(engine, translation.renamed), native));
  } catch (error) {
    const message = messageOf(error, translation);
    // Go reads from left to right: of two mistakes the first counts.
    return refused(pattern, translation.message !== null && isAboutTheEnd(message) ? translation.message : message);
  }
}

function refused(pattern: string, message: string): Result<never> {
  const reason = message.replace(/^error parsing regexp: /, "");
  return { ok: false, problems: [problem("relabel/regex", { parameters: { pattern, reason }, prometheus: message })] };
}

function tooLarge(pattern: string): Result<never> {
  const parameters = { pattern: `${pattern.slice(0, 40)}…`, limit: REGEX_SIZE_MAX };
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
    replaceAll: (text, template) => {
      const groups = match(text);
      return groups === null ? text : compileTemplate(template, NO_NAMES)(groups);
    },
  };
}

function engineRegex(engine: RE2JS, names: ReadonlyMap<string, readonly number[]>, native: NativeRegex | null): Regex {
  const remembered = new MatchMemory((text) => matchWithEngine(engine, text));
  const match: Shortcut =
    native === null
      ? (text) => remembered.match(text)
      : (text) => (text.length <= native.lengthMax ? native.match(text) : remembered.match(text));
  return {
    match,
    expander: (template) => compileTemplate(template, names),
    replaceAll: (text, template) => replaceWithEngine(engine, text, compileTemplate(template, names)),
  };
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
