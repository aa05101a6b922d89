import type { MappingEntry, MappingLayout, SequenceItem, SequenceLayout, YamlLayout } from "@/lib/prometheus/yaml-layout";
import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import { insertItem, removeItem } from "./edit-rules-list";
import { readNameList } from "./edit-rules-place";
import { applySplices, columnOf, commentsIn, lineBreakOf, lineEndOf, lineStartOf, renderLike } from "./edit-rules-text";

/** A value of a field as the form holds it: null is YAML's null, a list is for source_labels. */
export type FieldValue = string | readonly string[] | null;

/** Writes a field of the rule; null when the rule is written in a way that cannot be edited in place. */
export function writeField(text: string, item: SequenceItem, field: RelabelField, value: FieldValue): string | null {
  const { content } = item;
  if (content.kind === "scalar" && content.start === content.end) {
    const piece = ` ${field}: ${renderValue(field, value, null, false)}`;
    return applySplices(text, [{ start: item.start + 1, end: item.start + 1, text: piece }]);
  }
  if (content.kind !== "mapping" || content.hasExplicitKeys) return null;
  const entry = content.entries.find(({ key }) => key === field);
  return entry === undefined ? addEntry(text, content, field, value) : replaceValue(text, content, entry, value);
}

export function renderValue(field: string, value: FieldValue, source: string | null, isInFlow: boolean): string {
  if (value === null) return "null";
  if (typeof value !== "string") return `[${value.map((name) => renderLike(name, null, true)).join(", ")}]`;
  // A modulus in quotes is no number.
  return field === "modulus" && /^\d+$/.test(value) ? value : renderLike(value, source, isInFlow);
}

function replaceValue(text: string, mapping: MappingLayout, entry: MappingEntry, value: FieldValue): string | null {
  const { value: old } = entry;
  if (old?.kind === "sequence" && Array.isArray(value)) return replaceList(text, old, entry, value);
  const source = old === null ? null : text.slice(old.start, old.end);
  const rendered = renderValue(entry.key, value, old?.kind === "scalar" ? source : null, mapping.isFlow);
  if (old === null) {
    const piece = `${entry.hasColon ? "" : ":"} ${rendered}`;
    return applySplices(text, [{ start: entry.colonEnd, end: entry.colonEnd, text: piece }]);
  }
  const kept =
    old.kind === "scalar" ? headerComment(source ?? "") : commentsIn((source ?? "").replaceAll(/"[^"]*"|'[^']*'/g, ""));
  const comment = kept.length === 0 ? "" : ` ${kept.join(" ")}`;
  // A list below its key becomes a value beside it.
  const start = old.kind === "sequence" && !old.isFlow ? entry.colonEnd : old.start;
  return applySplices(text, [{ start, end: old.end, text: `${start === entry.colonEnd ? " " : ""}${rendered}${comment}` }]);
}

/** A comment behind the `|` of a text block. */
function headerComment(source: string): string[] {
  return /^[|>]/.test(source) ? commentsIn(source.split("\n")[0] ?? "") : [];
}

/** Changes only the names that differ, so that comments beside the others stay. */
function replaceList(text: string, list: SequenceLayout, entry: MappingEntry, names: readonly string[]): string | null {
  const olds = list.items.map(({ content }) => content);
  if (olds.length === 0 || names.length === 0) return replaceWholeList(text, list, entry, names);
  const sameAsOld = (old: YamlLayout, name: string) => old.kind === "scalar" && isWritten(text, old, name, list.isFlow);
  const shorter = Math.min(olds.length, names.length);
  let prefix = 0;
  while (prefix < shorter && sameAsOld(olds[prefix] ?? list, names[prefix] ?? "")) prefix += 1;
  let suffix = 0;
  while (suffix < shorter - prefix && sameAsOld(olds.at(-1 - suffix) ?? list, names.at(-1 - suffix) ?? "")) suffix += 1;
  return editMiddle(text, entry.keyStart, names, { prefix, suffix, count: olds.length });
}

/** Does the source read as this name? When in doubt it is written anew. */
function isWritten(text: string, old: YamlLayout, name: string, isInFlow: boolean): boolean {
  const source = text.slice(old.start, old.end);
  return /^\w[\w.]*$/.test(source) && source !== "null"
    ? source === name
    : source !== "" && source === renderLike(name, source, isInFlow);
}

/** Replaces what stands between the names that stay, one by one, and adds or removes the rest. */
function editMiddle(
  text: string,
  keyStart: number,
  names: readonly string[],
  { prefix, suffix, count }: { prefix: number; suffix: number; count: number },
): string {
  const newEnd = names.length - suffix;
  const both = Math.min(count - suffix, newEnd);
  const inList = (before: string, change: (list: SequenceLayout) => string) => {
    const list = readNameList(before, keyStart);
    return list === null ? before : change(list);
  };
  let result = text;
  for (let at = count - suffix - 1; at >= both; at--) result = inList(result, (list) => removeItem(result, list, at, true));
  for (let at = newEnd - 1; at >= both; at--) {
    result = inList(result, (list) => insertItem(result, list, both, [renderLike(names[at] ?? "", null, list.isFlow)]));
  }
  for (let at = both - 1; at >= prefix; at--) {
    result = inList(result, (list) => replaceName(result, list, at, names[at] ?? ""));
  }
  return result;
}

function replaceName(text: string, list: SequenceLayout, at: number, name: string): string {
  const item = list.items[at];
  if (item === undefined) return text;
  const { start, end } = item.content;
  const isEmpty = start === end;
  const rendered = renderLike(name, isEmpty ? null : text.slice(start, end), list.isFlow);
  const place = isEmpty && !list.isFlow ? item.start + 1 : start;
  return applySplices(text, [{ start: place, end: isEmpty ? place : end, text: `${place === start ? "" : " "}${rendered}` }]);
}

function replaceWholeList(text: string, list: SequenceLayout, entry: MappingEntry, names: readonly string[]): string {
  const source = text.slice(list.start, list.end);
  const rendered = `[${names.map((name) => renderLike(name, null, true)).join(", ")}]`;
  if (list.isFlow) {
    const comments = commentsIn(source.replaceAll(/"[^"]*"|'[^']*'/g, ""));
    const tail = comments.length === 0 ? "" : ` ${comments.join(" ")}`;
    return applySplices(text, [{ start: list.start, end: list.end, text: rendered + tail }]);
  }
  let result = text;
  for (let at = list.items.length - 1; at >= 0; at--) {
    const item = list.items[at];
    if (item === undefined) continue;
    const from = lineStartOf(result, item.start);
    const end = lineEndOf(result, item.content.end);
    const comments = commentsIn(` ${result.slice(item.content.end, end)}`);
    const indent = result.slice(from, item.start);
    const piece = comments.length === 0 ? "" : `${lineBreakOf(text)}${indent}${comments.join(" ")}`;
    result = applySplices(result, [{ start: from - lineBreakOf(text).length, end, text: piece }]);
  }
  return applySplices(result, [{ start: entry.colonEnd, end: entry.colonEnd, text: ` ${rendered}` }]);
}

function addEntry(text: string, mapping: MappingLayout, field: RelabelField, value: FieldValue): string {
  const piece = `${field}: ${renderValue(field, value, null, mapping.isFlow)}`;
  const before = entryBefore(mapping, field);
  if (mapping.isFlow) {
    const last = mapping.entries.at(-1);
    const at = last === undefined ? mapping.start + 1 : endOf(last);
    return applySplices(text, [{ start: at, end: at, text: last === undefined ? piece : `, ${piece}` }]);
  }
  const first = mapping.entries[0];
  const indent = `${lineBreakOf(text)}${" ".repeat(columnOf(text, first?.keyStart ?? mapping.start))}`;
  if (before === undefined) return applySplices(text, [{ start: mapping.start, end: mapping.start, text: piece + indent }]);
  const at = lineEndOf(text, endOf(before));
  return applySplices(text, [{ start: at, end: at, text: indent + piece }]);
}

/** The entry that a new field goes behind, in the order in which people write rules. */
function entryBefore(mapping: MappingLayout, field: RelabelField): MappingEntry | undefined {
  // Behind a merge key, or what it merges would win.
  if (mapping.entries.some(({ key }) => key === "<<")) return mapping.entries.at(-1);
  const place = (key: string) => RELABEL_FIELDS.indexOf(key as RelabelField);
  return mapping.entries.findLast(({ key }) => place(key) < place(field));
}

function endOf({ colonEnd, value }: MappingEntry): number {
  return value?.end ?? colonEnd;
}

/** Takes a field away; comments beside it stay. Null when the rule cannot be edited in place. */
export function removeField(text: string, { content }: SequenceItem, field: string): string | null {
  if (content.kind !== "mapping" || content.hasExplicitKeys) return null;
  const index = content.entries.findIndex(({ key }) => key === field);
  const entry = content.entries[index];
  if (entry === undefined) return text;
  if (content.isFlow) return removeFlowEntry(text, content, index);
  if (content.entries.length === 1) {
    const empty = ["{}", ...commentsInside(text, entry)].join(" ");
    return applySplices(text, [{ start: entry.keyStart, end: endOf(entry), text: empty }]);
  }
  return removeBlockEntry(text, content, index);
}

function removeFlowEntry(text: string, mapping: MappingLayout, index: number): string {
  const items = mapping.entries.map((entry) => ({
    start: entry.keyStart,
    content: { kind: "scalar" as const, start: entry.keyStart, end: endOf(entry) },
  }));
  return removeItem(text, { kind: "sequence", isFlow: true, start: mapping.start, end: mapping.end, items }, index);
}

/** The comments between the names of a list, or behind the sign of a text block. */
function commentsInside(text: string, entry: MappingEntry): string[] {
  const source = text.slice(entry.colonEnd, endOf(entry));
  if (entry.value?.kind === "sequence") return commentsIn(source.replaceAll(/"[^"]*"|'[^']*'/g, ""));
  return headerComment(source.trimStart());
}

function removeBlockEntry(text: string, mapping: MappingLayout, index: number): string {
  const entry = mapping.entries[index];
  if (entry === undefined) return text;
  const end = endOf(entry);
  const lineEnd = lineEndOf(text, end);
  const comments = [...commentsInside(text, entry), ...commentsIn(` ${text.slice(end, lineEnd)}`)].join(" ");
  if (comments !== "") return applySplices(text, [{ start: entry.keyStart, end: lineEnd, text: comments }]);
  const lineStart = lineStartOf(text, entry.keyStart);
  const isOwnLine = text.slice(lineStart, entry.keyStart).trim() === "";
  if (isOwnLine) return applySplices(text, [{ start: lineStart, end: nextLineOf(text, lineEnd), text: "" }]);
  // Beside the dash: what follows takes its place.
  const rest = /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
  return applySplices(text, [{ start: entry.keyStart, end: end + rest, text: "" }]);
}

function nextLineOf(text: string, lineEnd: number): number {
  const feed = text.indexOf("\n", lineEnd);
  return feed === -1 ? text.length : feed + 1;
}
