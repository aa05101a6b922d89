import { renderYaml } from "@/lib/prometheus/render-yaml";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { RELABEL_FIELDS } from "@/lib/relabel/relabel-rule";
import { type FieldValue, renderValue } from "./edit-rules-fields";
import type { RulePlace } from "./edit-rules-place";
import { applySplices, columnOf, commentsIn, lineBreakOf, lineEndOf } from "./edit-rules-text";

/** A new rule, one line per field. */
export function renderRuleLines(rule: RelabelConfig): string[] {
  return fieldTexts(rule, false);
}

/** A new rule for a list between brackets. */
export function renderFlowRule(rule: RelabelConfig): string {
  return `{${fieldTexts(rule, true).join(", ")}}`;
}

function fieldTexts(rule: RelabelConfig, isInFlow: boolean): string[] {
  const texts = RELABEL_FIELDS.flatMap((field) => {
    const value = rule[field];
    return value === undefined ? [] : [`${field}: ${renderValue(field, toFieldValue(value), null, isInFlow)}`];
  });
  return texts.length === 0 ? [renderYaml({}).trim()] : texts;
}

function toFieldValue(value: string | number | readonly string[]): FieldValue {
  return typeof value === "number" ? String(value) : value;
}

/** The first rule of a text that has none yet. */
export function startList(text: string, { list, entry }: RulePlace, lines: readonly string[]): string {
  const lineBreak = lineBreakOf(text);
  const indent = entry === null ? "" : `${" ".repeat(columnOf(text, entry.keyStart))}  `;
  const item = lines.map((line, at) => `${indent}${at === 0 ? "- " : "  "}${line}`).join(lineBreak);
  if (list !== null) return replaceEmptyList(text, list, entry === null ? item : `${lineBreak}${item}`, entry?.colonEnd);
  if (entry !== null) {
    const at = lineEndOf(text, entry.colonEnd);
    return applySplices(text, [{ start: at, end: at, text: `${lineBreak}${item}` }]);
  }
  const isLineOpen = text !== "" && !text.endsWith("\n");
  return `${text}${isLineOpen ? lineBreak : ""}${item}${lineBreak}`;
}

/** `[]` gives way to a list with a line per rule; its comments stay above. */
function replaceEmptyList(
  text: string,
  list: { start: number; end: number },
  item: string,
  colonEnd: number | undefined,
): string {
  const comments = commentsIn(text.slice(list.start, list.end));
  const behind = text.slice(list.end, lineEndOf(text, list.end)).trim();
  const kept = [...comments, ...(behind === "" ? [] : [behind])].map((comment) => ` ${comment}`).join("");
  const start = colonEnd ?? list.start;
  const isAbove = colonEnd === undefined && kept !== "";
  const piece = isAbove ? `${kept.trim()}${lineBreakOf(text)}${item}` : `${kept}${item}`;
  return applySplices(text, [{ start, end: lineEndOf(text, list.end), text: piece }]);
}
