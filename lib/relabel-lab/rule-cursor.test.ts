import { expect, test } from "vitest";
import { findRule, findRuleCursor } from "./rule-cursor";

/** The text with `|` where the cursor is. */
function at(marked: string) {
  const lines = marked.split("\n");
  const line = lines.findIndex((text) => text.includes("|")) + 1;
  const column = (lines[line - 1] ?? "").indexOf("|") + 1;
  const texts = lines.map((text) => text.replace("|", ""));
  const cursor = findRuleCursor({ count: texts.length, line: (number) => texts[number - 1] ?? "" }, line, column);
  if (cursor === null) return null;
  const { place } = cursor;
  const covered = (texts[line - 1] ?? "").slice(place.range.column - 1, place.range.endColumn - 1);
  return [place.kind === "value" ? place.field : place.kind, covered, [...cursor.fields.keys()].join(" ")];
}

test.each<[guarantee: string, text: string, expected: unknown]>([
  ["a new rule", "- |", ["field", "", ""]],
  ["a field being typed", "- action: keep\n  reg|", ["field", "reg", "action"]],
  ["a field that is there", "- act|ion: keep", ["field", "action", "action"]],
  ["an empty line of a rule", "- action: keep\n  |", ["field", "", "action"]],
  ["the action", "- action: ke|ep # x", ["action", "keep", "action"]],
  ["a value not yet written", "- action: |\n  regex: x", ["action", "", "action regex"]],
  ["a quoted value", "- regex: 'a|b'\n  action: keep", ["regex", "'ab'", "regex action"]],
  ["the first name in brackets", "- source_labels: [|]", ["name", "", "source_labels"]],
  ["a name being typed", "- source_labels: [a, __me|]", ["name", "__me", "source_labels"]],
  ["a name before others", "- source_labels: [a|, b]", ["name", "a", "source_labels"]],
  ["brackets still open", "- source_labels: [a, |", ["name", "", "source_labels"]],
  ["behind the brackets", "- source_labels: [a] |", null],
  ["a name in a line", "- source_labels:\n    - __a|\n  action: keep", ["name", "__a", "source_labels action"]],
  ["a second name at the rule's own column", "- source_labels:\n  - a\n  - |", ["name", "", "source_labels"]],
  ["the target", "- target_label: jo|", ["target_label", "jo", "target_label"]],
  ["a rule in braces: its fields", "- { action: keep, re| }", ["field", "re", "action re".split(" ")[0]]],
  ["a rule in braces: a value", "- { action: ke|, regex: x }", ["action", "ke", "action regex"]],
  ["a rule in braces: names", "- { source_labels: [a, |], regex: x }", ["name", "", "source_labels regex"]],
  ["below the key of a list", "relabel_configs:\n  - act|", ["field", "act", ""]],
  ["a comment", "- action: keep # he|re", null],
  ["above all rules", "|\n- action: keep", null],
  ["a key outside of rules", "- action: keep\nother|", null],
  ["an unknown field's value", "- foo: |", null],
])("%s: %j", (_guarantee, text, expected) => {
  expect(at(text)).toEqual(expected);
});

test("the rule of a line", () => {
  const texts = ["# head", "- a: 1", "  b: 2", "", "# next", "- source_labels:", "  - x", "  c: 3", "end:"];
  const lines = { count: texts.length, line: (number: number) => texts[number - 1] ?? "" };
  expect(texts.map((_text, index) => findRule(lines, index + 1)).map((rule) => rule && [rule.firstLine, rule.lastLine])).toEqual([
    null,
    [2, 3],
    [2, 3],
    [2, 4],
    [2, 5],
    [6, 8],
    [6, 8],
    [6, 8],
    null,
  ]);
});
