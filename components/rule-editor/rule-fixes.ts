import type { QuickFix } from "@/components/editor/language-service";
import { smallestEdit } from "@/components/editor/text-edit";
import type { Finding } from "@/lib/prometheus/checks/finding";
import { RELABEL_ACTIONS } from "@/lib/relabel/relabel-config";
import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import { clearField, removeRule, setField } from "@/lib/relabel-lab/edit-rules";
import { readRulePlace } from "@/lib/relabel-lab/edit-rules-place";
import type { Problem, Result, TextRange } from "@/lib/result";
import { nearestOf } from "./nearest-name";

/** Titles in the language of the page. */
export type FixWords = {
  readonly replaceBy: (text: string) => string;
  readonly addField: (field: string) => string;
  readonly removeField: (field: string) => string;
  readonly removeRule: string;
  readonly quote: string;
  readonly makeList: string;
  readonly finding: (fix: Finding["fixes"][number]) => string;
};

/** What can be done about problems and findings, with the edits that do it. The text is the one that they are about. */
export function fixesFor(text: string, problems: readonly Problem[], findings: readonly Finding[], words: FixWords): QuickFix[] {
  const ofProblems = problems.flatMap((problem) =>
    problem.range === undefined ? [] : fixesOf(text, problem, problem.range, words),
  );
  const ofFindings = findings.flatMap(({ range, fixes }) =>
    range === undefined
      ? []
      : fixes.map((fix) => ({ title: words.finding(fix), place: range, edits: fix.edits, isPreferred: true })),
  );
  return [...ofProblems, ...ofFindings];
}

function fixesOf(text: string, problem: Problem, place: TextRange, words: FixWords): QuickFix[] {
  const { parameters } = problem;
  const index = ruleIndexOf(problem, text, place);
  const replace = (title: string, replacement: string): QuickFix => ({
    title,
    place,
    edits: [{ range: place, text: replacement }],
    isPreferred: true,
  });
  const edited = (title: string, result: Result<string>): QuickFix[] =>
    result.ok ? [{ title, place, edits: editsTo(text, result.value) }] : [];
  const nearest = (name: unknown, names: readonly string[]) =>
    nearestOf(String(name), names).map((near) => replace(words.replaceBy(near), near));
  const removeFields = (fields: readonly RelabelField[]) =>
    fields.flatMap((field) => fieldRemoval(text, index, field, (result) => edited(words.removeField(field), result)));
  switch (problem.code) {
    case "relabel/unknown-action":
      return nearest(parameters.action, RELABEL_ACTIONS);
    case "config/unknown-field":
      return nearest(parameters.field, RELABEL_FIELDS);
    case "relabel/target-required":
      return edited(words.addField("target_label"), setField(text, index, "target_label", "name"));
    case "relabel/zero-modulus":
      return edited(words.addField("modulus"), setField(text, index, "modulus", "8"));
    case "relabel/empty-action":
      return edited(words.removeField("action"), clearField(text, index, "action"));
    case "relabel/replacement-not-allowed":
      return removeFields(["replacement"]);
    case "relabel/only-source-and-target":
      return removeFields(["separator", "regex", "modulus", "replacement"]);
    case "relabel/only-regex":
      return removeFields(["source_labels", "separator", "modulus", "target_label", "replacement"]);
    case "relabel/empty-rule":
      return edited(words.removeRule, removeRule(text, index));
    case "config/type":
      return typeFixes(text, place, problem, replace, words);
    case "config/yaml-unknown-anchor":
    case "config/yaml-reserved-character":
    case "config/yaml-nested-mapping":
      return quoteFix(text, place, words);
    case "config/yaml-escape":
      return quoteFix(text, place, words);
    default:
      return [];
  }
}

/** Rules are numbered in the path of a problem; a problem of YAML itself has none. */
function ruleIndexOf({ path }: Problem, text: string, { line }: TextRange): number {
  const index = path.find((part) => typeof part === "number");
  if (index !== undefined) return Number(index);
  const starts = readRulePlace(text)?.list?.items.map(({ start }) => text.slice(0, start).split("\n").length) ?? [];
  return starts.findLastIndex((start) => start <= line);
}

function fieldRemoval(
  text: string,
  index: number,
  field: RelabelField,
  toFixes: (result: Result<string>) => QuickFix[],
): QuickFix[] {
  const result = clearField(text, index, field);
  return result.ok && result.value !== text ? toFixes(result) : [];
}

/** The one stretch that differs, as an editor wants it. */
function editsTo(before: string, after: string): QuickFix["edits"] {
  const edit = smallestEdit(before, after);
  if (edit === null) return [];
  const from = positionAt(before, edit.start);
  const to = positionAt(before, edit.end);
  return [{ range: { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }, text: edit.text }];
}

function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

function typeFixes(
  text: string,
  place: TextRange,
  { parameters, path }: Problem,
  replace: (title: string, replacement: string) => QuickFix,
  words: FixWords,
): QuickFix[] {
  const source = sourceAt(text, place);
  if (source === "" || source.includes("\n")) return [];
  if (parameters.wanted === "list" || path.at(-1) === "source_labels") return [replace(words.makeList, `[${source}]`)];
  if (parameters.wanted === "integer" && /^["']\d+["']$/.test(source))
    return [replace(words.replaceBy(source.slice(1, -1)), source.slice(1, -1))];
  return [];
}

function sourceAt(text: string, { line, column, endLine, endColumn }: TextRange): string {
  const lines = text.split("\n");
  if (line !== endLine) return "\n";
  return (lines[line - 1] ?? "").slice(column - 1, endColumn - 1).trimEnd();
}

/** Puts the value of the line into single quotes, where a regex means what it says. */
function quoteFix(text: string, { line }: TextRange, words: FixWords): QuickFix[] {
  const source = text.split("\n")[line - 1] ?? "";
  const parts = /^(\s*(?:-\s+)?\w+:\s+)(.*?)\s*(?:\s#.*)?$/.exec(source);
  const value = parts?.[2];
  if (parts === null || value === undefined || value === "") return [];
  const start = (parts[1] ?? "").length;
  const bare = /^".*"$/.test(value) ? value.slice(1, -1) : value;
  const range = { line, column: start + 1, endLine: line, endColumn: start + value.length + 1 };
  const place = { line, column: 1, endLine: line, endColumn: source.length + 1 };
  return [{ title: words.quote, place, edits: [{ range, text: `'${bare.replaceAll("'", "''")}'` }], isPreferred: true }];
}
