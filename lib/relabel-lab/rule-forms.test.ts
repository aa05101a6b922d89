import { expect, test } from "vitest";
import { problem } from "@/lib/result";
import { fieldOfProblem, problemsOfRule, readRuleForms } from "./rule-forms";

function forms(text: string) {
  const read = readRuleForms(text);
  if (!read.ok) throw new Error(read.problems[0].code);
  return read.value;
}

test("absent, null, an empty text and a value are told apart", () => {
  const [form] = forms("- regex:\n  separator: ''\n  replacement: x\n  source_labels: [a, b]\n  target_label: [x]");
  expect(form?.fields).toEqual({
    source_labels: { kind: "names", names: ["a", "b"] },
    separator: { kind: "text", text: "" },
    regex: { kind: "null" },
    modulus: { kind: "absent" },
    target_label: { kind: "other" },
    replacement: { kind: "text", text: "x" },
    action: { kind: "absent" },
  });
});

test.each([
  [
    "fields of the action, and others that are written",
    "- action: labeldrop\n  target_label: x",
    ["regex", "target_label"],
    ["target_label"],
  ],
  [
    "all fields while the action is unknown",
    "- action: kep",
    ["source_labels", "separator", "regex", "modulus", "target_label", "replacement"],
    [],
  ],
])("shown are %s", (_guarantee, text, shown, unused) => {
  expect(forms(text)[0]).toMatchObject({ shown, unused });
});

test.each([
  ["a list", "- action: keep\n- action: drop", 2],
  ["a key with a list", "relabel_configs: [{action: keep}]", 1],
  ["a key of metric rules", "metric_relabel_configs: [{action: keep}]", 1],
  ["nothing yet", "", 0],
  ["a key without rules", "relabel_configs:", 0],
  ["an empty rule", "- a: 1\n-", 2],
])("%s", (_guarantee, text, count) => {
  expect(forms(text)).toHaveLength(count);
});

test.each([
  ["what is no YAML", "- a: [", "config/yaml-indent"],
  ["another mapping", "a: 1", "relabel/no-rules"],
  ["a text", "hello", "relabel/no-rules"],
])("%s has no form", (_guarantee, text, code) => {
  const read = readRuleForms(text);
  expect(read.ok ? null : read.problems[0].code).toBe(code);
});

test("a rule that is a reference cannot be edited; unknown keys are told", () => {
  expect(forms("- &x {action: keep, foo: 1}\n- *x").map(({ isEditable, unknown }) => [isEditable, unknown])).toEqual([
    [true, ["foo"]],
    [false, ["foo"]],
  ]);
});

test("problems find their rule and field by their path", () => {
  const problems = [
    problem("relabel/regex", { path: ["relabel_configs", 1, "regex"] }),
    problem("relabel/empty-rule", { path: [0] }),
  ];
  expect(problemsOfRule(problems, 1).map(fieldOfProblem)).toEqual(["regex"]);
  expect(problemsOfRule(problems, 0).map(fieldOfProblem)).toEqual([null]);
});
