import type { SequenceItem } from "@/lib/prometheus/yaml-layout";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import type { RelabelField } from "@/lib/relabel/relabel-rule";
import { fail, ok, type Result } from "@/lib/result";
import { type FieldValue, removeField, writeField } from "./edit-rules-fields";
import { duplicateItem, insertItem, moveItem, removeItem } from "./edit-rules-list";
import { type PlainRule, plainField, type RulePlace, readPlainRules, readRulePlace } from "./edit-rules-place";
import { renderFlowRule, renderRuleLines, startList } from "./edit-rules-start";

export type { FieldValue } from "./edit-rules-fields";

type Edit = {
  /** The new text; null when the rules are not written in a way that can be edited in place. */
  readonly write: (place: RulePlace) => string | null;
  /** What the edit means for the values. */
  readonly expect: (rules: readonly PlainRule[]) => readonly PlainRule[];
};

/** Sets a field of a rule; every byte that does not belong to the field stays. */
export function setField(text: string, index: number, field: RelabelField, value: FieldValue): Result<string> {
  return edit(text, {
    write: onItem(index, (item) => writeField(text, item, field, value)),
    expect: (rules) => rules.with(index, { ...rules[index], [field]: plainField(field, value) }),
  });
}

/** Removes the key, so that Prometheus's default holds; that differs from an empty text and from null. */
export function clearField(text: string, index: number, field: RelabelField): Result<string> {
  return edit(text, {
    write: onItem(index, (item) => removeField(text, item, field)),
    expect: (rules) => {
      const { [field]: _cleared, ...rest } = rules[index] ?? {};
      return rules.with(index, rest);
    },
  });
}

/** Puts a rule before the one at `index`; behind the last one when there is none. */
export function insertRule(text: string, index: number, rule: RelabelConfig): Result<string> {
  const plain = Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, plainField(key, value)]));
  return edit(text, {
    write: (place) => {
      const { list } = place;
      if (list === null || list.items.length === 0) return startList(text, place, renderRuleLines(rule));
      return insertItem(text, list, index, list.isFlow ? [renderFlowRule(rule)] : renderRuleLines(rule));
    },
    expect: (rules) => rules.toSpliced(index, 0, plain),
  });
}

/** Takes a rule away, with the comments that belong to it. */
export function removeRule(text: string, index: number): Result<string> {
  return edit(text, {
    write: onItem(index, (_item, list) => removeItem(text, list, index)),
    expect: (rules) => rules.toSpliced(index, 1),
  });
}

/** Moves a rule, with the comments that belong to it, to place `to` among the others. */
export function moveRule(text: string, from: number, to: number): Result<string> {
  return edit(text, {
    write: onItem(from, (_item, list) => moveItem(text, list, from, to)),
    expect: (rules) => rules.toSpliced(from, 1).toSpliced(to, 0, ...rules.slice(from, from + 1)),
  });
}

/** Puts a copy of a rule behind it. */
export function duplicateRule(text: string, index: number): Result<string> {
  return edit(text, {
    write: onItem(index, (_item, list) => duplicateItem(text, list, index)),
    expect: (rules) => rules.toSpliced(index, 0, ...rules.slice(index, index + 1)),
  });
}

function onItem(
  index: number,
  write: (item: SequenceItem, list: NonNullable<RulePlace["list"]>) => string | null,
): Edit["write"] {
  return ({ list }) => {
    const item = list?.items[index];
    return list === null || item === undefined ? null : write(item, list);
  };
}

/**
 * Edits, then reads the result: anchors, merge keys and text blocks can tie rules to each other, and then an edit that
 * looks right would change another rule. Such an edit is refused.
 */
function edit(text: string, { write, expect }: Edit): Result<string> {
  const before = readPlainRules(text);
  if (!before.ok) return before;
  const place = readRulePlace(text);
  const after = place === null ? null : write(place);
  if (after === null) return fail("edit/not-in-place");
  const read = readPlainRules(after);
  if (!read.ok || canonical(read.value) !== canonical(expect(before.value))) return fail("edit/tied-rules");
  return ok(after);
}

/** The order of keys in a rule means nothing. */
function canonical(rules: readonly PlainRule[]): string {
  return JSON.stringify(rules, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
