import { expect, test } from "vitest";
import type { RelabelAction } from "@/lib/relabel/relabel-config";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { toRuleLine } from "./rule-line";

const labels = { a: "1", b: "2" };
const full: RelabelRule = {
  source_labels: ["a", "b"],
  separator: "-",
  regex: "x",
  modulus: 7,
  target_label: "t",
  replacement: "r",
};

test.each<[RelabelAction, string[]]>([
  ["replace", ["source", "value", "regex", "target", "replacement"]],
  ["keep", ["source", "value", "regex"]],
  ["drop", ["source", "value", "regex"]],
  ["keepequal", ["source", "value", "target"]],
  ["dropequal", ["source", "value", "target"]],
  ["hashmod", ["source", "value", "target", "modulus"]],
  ["labelmap", ["regex", "replacement"]],
  ["labeldrop", ["regex"]],
  ["labelkeep", ["regex"]],
  ["lowercase", ["source", "value", "target"]],
  ["uppercase", ["source", "value", "target"]],
])("%s shows only what it uses: %j", (action, parts) => {
  const line = toRuleLine(full, action, labels);
  const shown = Object.entries(line).filter(([part, value]) => part !== "action" && value !== null);
  expect(shown.map(([part]) => part)).toEqual(parts);
});

test.each<[string, RelabelRule, Partial<ReturnType<typeof toRuleLine>>]>([
  ["values joined with the separator", full, { value: "1-2" }],
  ["an absent label as nothing", { source_labels: ["a", "z"], target_label: "t" }, { value: "1;" }],
  ["the default regex when there is something to match", { source_labels: ["a"], target_label: "t" }, { regex: "(.*)" }],
  [
    "no regex when there is nothing to match and none was written",
    { target_label: "t", replacement: "r" },
    { regex: null, value: null },
  ],
])("shows %s", (_guarantee, rule, expected) => {
  expect(toRuleLine(rule, "replace", labels)).toMatchObject(expected);
});
