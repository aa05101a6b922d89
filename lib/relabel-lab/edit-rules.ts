import { renderYaml } from "@/lib/prometheus/render-yaml";
import { parseYaml } from "@/lib/prometheus/yaml";
import { readYamlLayout, type SequenceLayout } from "@/lib/prometheus/yaml-layout";
import { isNull, valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { RELABEL_FIELDS, type RelabelField } from "@/lib/relabel/relabel-rule";
import { fail, ok, type Result } from "@/lib/result";
import { type FieldValue, removeField, writeField } from "./edit-rules-fields";
import { duplicateItem, insertItem, moveItem, removeItem } from "./edit-rules-list";
import { applySplices, columnOf, lineBreakOf } from "./edit-rules-text";

export type { FieldValue } from "./edit-rules-fields";

/** A rule as plain values: what an edit may change and what it may not. */
type PlainRule = unknown;

type Edit = {
  /** The new text; null when the rules are not written in a way that can be edited in place. */
  readonly write: (text: string, list: SequenceLayout) => string | null;
  /** What the edit means for the values. */
  readonly expect: (rules: readonly PlainRule[]) => readonly PlainRule[];
};

/** Sets a field of a rule; every byte that does not belong to the field stays. */
export function setField(text: string, index: number, field: RelabelField, value: FieldValue): Result<string> {
  return edit(text, {
    write: (before, list) => onItem(list, index, (item) => writeField(before, item, field, value)),
    expect: (rules) => rules.with(index, { ...asObject(rules[index]), [field]: value }),
  });
}

/** Removes the key, so that Prometheus's default holds; that differs from an empty text and from null. */
export function clearField(text: string, index: number, field: RelabelField): Result<string> {
  return edit(text, {
    write: (before, list) => onItem(list, index, (item) => removeField(before, item, field)),
    expect: (rules) => rules.with(index, withoutKey(asObject(rules[index]), field)),
  });
}

/** Puts a rule before the one at `index`; behind the last one when there is none. */
export function insertRule(text: string, index: number, rule: RelabelConfig): Result<string> {
  const lines = linesOf(rule);
  const plain = Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, plainValue(value)]));
  return edit(text, {
    write: (before, list) => (list.items.length === 0 ? startList(before, list, lines) : insert(before, list, index, rule)),
    expect: (rules) => rules.toSpliced(index, 0, plain),
    create: lines,
  });
}

export function removeRule(text: string, index: number): Result<string> {
  return edit(text, {
    write: (before, list) => onItem(list, index, () => removeItem(before, list, index)),
    expect: (rules) => rules.toSpliced(index, 1),
  });
}

/** Moves a rule, with the comments that belong to it, to place `to` among the others. */
export function moveRule(text: string, from: number, to: number): Result<string> {
  return edit(text, {
    write: (before, list) => onItem(list, from, () => moveItem(before, list, from, to)),
    expect: (rules) => rules.toSpliced(from, 1).toSpliced(to, 0, rules[from]),
  });
}

/** Puts a copy of a rule behind it. */
export function duplicateRule(text: string, index: number): Result<string> {
  return edit(text, {
    write: (before, list) => onItem(list, index, () => duplicateItem(before, list, index)),
    expect: (rules) => rules.toSpliced(index, 0, rules[index]),
  });
}
