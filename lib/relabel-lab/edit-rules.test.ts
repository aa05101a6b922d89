import { expect, test } from "vitest";
import type { Result } from "@/lib/result";
import { clearField, duplicateRule, insertRule, moveRule, removeRule, setField } from "./edit-rules";

function shown(result: Result<string>): string {
  return result.ok ? result.value : result.problems[0].code;
}

const lines = (...parts: string[]) => `${parts.join("\n")}\n`;

const RULES = lines(
  "# Rules of the team",
  "",
  "# only what asks for it",
  "- source_labels: [a, b] # two",
  '  regex: "true;x"',
  "  action: keep",
  "  # deeper",
  "",
  "- { target_label: t, replacement: 'v' }",
  "# the last",
  "- action: labeldrop # why",
  "  regex: x.*",
);

test.each<[guarantee: string, result: () => Result<string>, expected: string]>([
  ["a quoted text stays quoted", () => setField(RULES, 0, "regex", "a"), RULES.replace('"true;x"', '"a"')],
  ["single quotes stay single", () => setField(RULES, 1, "replacement", "it's"), RULES.replace("'v'", "'it''s'")],
  ["a plain text stays plain while it can", () => setField(RULES, 2, "regex", "y(.+)"), RULES.replace("x.*", "y(.+)")],
  ["and gets quotes when it cannot", () => setField(RULES, 2, "regex", "a: #"), RULES.replace("x.*", '"a: #"')],
  [
    "a backslash is written in single quotes",
    () => setField(RULES, 0, "separator", "\\"),
    RULES.replace("# two\n", "# two\n  separator: '\\'\n"),
  ],
  [
    "a name is added to a list in brackets",
    () => setField(RULES, 0, "source_labels", ["a", "c", "b"]),
    RULES.replace("[a, b]", "[a, c, b]"),
  ],
  ["a name is taken from it", () => setField(RULES, 0, "source_labels", ["b"]), RULES.replace("[a, b]", "[b]")],
  ["a list can become empty", () => setField(RULES, 0, "source_labels", []), RULES.replace("[a, b]", "[]")],
  ["null is written as null", () => setField(RULES, 2, "regex", null), RULES.replace("x.*", "null")],
  ["an empty text is written as one", () => setField(RULES, 2, "regex", ""), RULES.replace("x.*", '""')],
  [
    "a new field gets its usual place",
    () => setField(RULES, 0, "separator", "-"),
    RULES.replace("# two\n", '# two\n  separator: "-"\n'),
  ],
  [
    "a new first field",
    () => setField(RULES, 2, "source_labels", ["z"]),
    RULES.replace("action: labeldrop # why\n", "action: labeldrop # why\n").replace(
      "- action: labeldrop",
      "- source_labels: [z]\n  action: labeldrop",
    ),
  ],
  [
    "a field joins a rule in braces",
    () => setField(RULES, 1, "action", "replace"),
    RULES.replace("'v' }", "'v', action: replace }"),
  ],
  ["a modulus is a number", () => setField(RULES, 1, "modulus", "8"), RULES.replace("'v' }", "'v', modulus: 8 }")],
  ["a field goes with its line", () => clearField(RULES, 0, "action"), RULES.replace("  action: keep\n", "")],
  ["its comment does not", () => clearField(RULES, 0, "source_labels"), RULES.replace("source_labels: [a, b] # two", "# two")],
  [
    "the field beside the dash leaves its place to the next",
    () => clearField(RULES.replace(" # why", ""), 2, "action"),
    RULES.replace("action: labeldrop # why\n  ", ""),
  ],
  ["a field leaves a rule in braces", () => clearField(RULES, 1, "target_label"), RULES.replace("target_label: t, ", "")],
  ["the last field leaves an empty rule", () => clearField("- action: keep # x\n", 0, "action"), "- {} # x\n"],
  [
    "the last field leaves the comments that stood inside it",
    () => clearField("- source_labels: # why\n    - a # one\n", 0, "source_labels"),
    "- {} # why # one\n",
  ],
  ["what is not there need not go", () => clearField(RULES, 0, "modulus"), RULES],
  [
    "a rule moves with its comments; the gaps stay",
    () => moveRule(RULES, 2, 0),
    lines(
      "# Rules of the team",
      "",
      "# the last",
      "- action: labeldrop # why",
      "  regex: x.*",
      "",
      "# only what asks for it",
      "- source_labels: [a, b] # two",
      '  regex: "true;x"',
      "  action: keep",
      "  # deeper",
      "- { target_label: t, replacement: 'v' }",
    ),
  ],
  [
    "a rule goes with its comments",
    () => removeRule(RULES, 0),
    lines(
      "# Rules of the team",
      "",
      "- { target_label: t, replacement: 'v' }",
      "# the last",
      "- action: labeldrop # why",
      "  regex: x.*",
    ),
  ],
  ["the last rule goes", () => removeRule(RULES, 2), lines(...RULES.split("\n").slice(0, 9))],
  ["the only rule goes", () => removeRule("# x\n\n- action: keep\n# end", 0), "# x\n\n# end"],
  [
    "a copy stands behind its rule",
    () => duplicateRule("- a: 1\n\n# two\n- b: 2 # x", 1),
    "- a: 1\n\n# two\n- b: 2 # x\n\n- b: 2 # x",
  ],
  [
    "a rule is put between two",
    () => insertRule("- a: 1\n- b: 2\n", 1, { action: "keep", regex: "x" }),
    "- a: 1\n- regex: x\n  action: keep\n- b: 2\n",
  ],
  ["a rule is put behind the last", () => insertRule("  - a: 1", 1, { modulus: 8 }), "  - a: 1\n  - modulus: 8"],
  ["the first rule of an empty text", () => insertRule("", 0, { action: "keep" }), "- action: keep\n"],
  ["the first rule below a comment", () => insertRule("# x", 0, { action: "keep" }), "# x\n- action: keep\n"],
  [
    "the first rule of a key without rules",
    () => insertRule("relabel_configs: # x\n", 0, { action: "keep" }),
    "relabel_configs: # x\n  - action: keep\n",
  ],
  [
    "the first rule of empty brackets",
    () => insertRule("relabel_configs: [] # x\n", 0, { action: "keep" }),
    "relabel_configs: # x\n  - action: keep\n",
  ],
  ["empty brackets alone", () => insertRule("[]", 0, { action: "keep" }), "- action: keep"],
  [
    "rules in brackets",
    () => insertRule("[{a: 1}, {b: 2}]", 1, { source_labels: ["x"] }),
    "[{a: 1}, {source_labels: [x]}, {b: 2}]",
  ],
  ["move in brackets", () => moveRule("[{a: 1}, {b: 2}, {c: 3}]", 0, 2), "[{b: 2}, {c: 3}, {a: 1}]"],
  ["remove in brackets", () => removeRule("[{a: 1}, # x\n {b: 2}]", 0), "[ # x\n {b: 2}]"],
  [
    "names in lines keep their comments",
    () => setField("- source_labels:\n    - a # one\n    # second\n    - b\n    - c\n", 0, "source_labels", ["a", "x"]),
    "- source_labels:\n    - a # one\n    # second\n    - x\n",
  ],
  [
    "even those of names that go",
    () => setField("- source_labels:\n    - a # one\n    # second\n    - b\n", 0, "source_labels", ["b"]),
    "- source_labels:\n    # one\n    # second\n    - b\n",
  ],
  [
    "names are added in lines",
    () => setField("- source_labels:\n  - a # one\n  action: keep\n", 0, "source_labels", ["a", "b", "c"]),
    "- source_labels:\n  - a # one\n  - b\n  - c\n  action: keep\n",
  ],
  [
    "names in lines become none",
    () => setField("- source_labels:\n  - a # one\n  action: keep\n", 0, "source_labels", []),
    "- source_labels: []\n  # one\n  action: keep\n",
  ],
  ["a key without value", () => setField("- regex:\n  action: keep\n", 0, "regex", "x"), "- regex: x\n  action: keep\n"],
  ["a dash without rule", () => setField("- # todo\n- a: 1\n", 0, "action", "keep"), "- action: keep # todo\n- a: 1\n"],
  [
    "a text block becomes a line",
    () => setField("- regex: | # many\n    x\n\n  action: keep\n", 0, "regex", "z"),
    "- regex: z # many\n\n  action: keep\n",
  ],
  [
    "a merged field is overridden behind the merge",
    () => setField("- &x {regex: a}\n- <<: *x\n  action: keep\n", 1, "regex", "b"),
    "- &x {regex: a}\n- <<: *x\n  action: keep\n  regex: b\n",
  ],
  [
    "Windows line breaks stay",
    () => setField("- action: keep\r\n  regex: x\r\n", 0, "target_label", "t"),
    "- action: keep\r\n  regex: x\r\n  target_label: t\r\n",
  ],
])("%s", (_guarantee, result, expected) => {
  expect(shown(result())).toBe(expected);
});

test.each<[guarantee: string, result: () => Result<string>, code: string]>([
  ["a text that cannot be read", () => removeRule("- a: [", 0), "config/yaml-indent"],
  ["a rule that is a reference", () => setField("- &x {regex: a}\n- *x\n", 1, "regex", "b"), "edit/not-in-place"],
  ["a rule that others refer to", () => setField("- &x {regex: a}\n- *x\n", 0, "regex", "b"), "edit/tied-rules"],
  ["removing what others refer to", () => removeRule("- &x {regex: a}\n- *x\n", 0), "edit/tied-rules"],
  ["clearing a merged field", () => clearField("- &x {regex: a}\n- <<: *x\n  action: keep\n", 1, "regex"), "edit/tied-rules"],
  ["a mapping without rules", () => insertRule("a: 1", 0, {}), "edit/not-in-place"],
  ["keys behind question marks", () => setField("- ? regex\n  : a\n", 0, "regex", "b"), "edit/not-in-place"],
  ["a rule that is not there", () => removeRule("- a: 1", 5), "edit/not-in-place"],
])("refused: %s", (_guarantee, result, code) => {
  expect(shown(result())).toBe(code);
});
