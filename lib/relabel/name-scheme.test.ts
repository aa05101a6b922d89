import { expect, test } from "vitest";
import { compileRules } from "./compile";
import type { RelabelRule } from "./relabel-rule";
import { traceRules } from "./transcript";

const ROWS: readonly (readonly [
  guarantee: string,
  minor: number,
  scheme: "utf8" | "legacy",
  rule: RelabelRule,
  isTaken: boolean,
])[] = [
  ["3.6 ignores the scheme of the job", 6, "legacy", { target_label: "a.b" }, true],
  ["3.7 obeys it", 7, "legacy", { target_label: "a.b" }, false],
  ["3.7 takes any name by default", 7, "utf8", { target_label: "a.b" }, true],
  ["a legacy template is a template", 7, "legacy", { target_label: "${1}_x" }, true],
  ["a template of other characters is none", 7, "legacy", { target_label: "a.${1}" }, false],
  ["labelmap obeys it as well", 7, "legacy", { action: "labelmap", replacement: "a.$1" }, false],
  ["names that are only read are not checked by it", 7, "legacy", { source_labels: ["a.b"], target_label: "c" }, true],
  ["hashmod writes a name, too", 7, "legacy", { action: "hashmod", modulus: 2, target_label: "a.b" }, false],
  ["keepequal compares with a name of the scheme", 7, "legacy", { action: "keepequal", target_label: "a.b" }, false],
];

test.each(ROWS)("%s (3.%i, %s)", (_guarantee, minor, nameScheme, rule, isTaken) => {
  expect(compileRules([rule], { major: 3, minor, nameScheme }).ok).toBe(isTaken);
});

test.each([
  ["in 3.7 a legacy job writes no other names after expansion", 7, undefined],
  ["in 3.6 it does", 6, "x"],
] as const)("%s", (_guarantee, minor, expected) => {
  const rules: RelabelRule[] = [{ source_labels: ["v"], regex: "(.*)", target_label: "t_$1", replacement: "x" }];
  const compiled = compileRules(rules, { major: 3, minor, nameScheme: "legacy" });
  const labels = compiled.ok ? traceRules(compiled.value, { v: "a.b" }).labels : null;
  expect(labels?.["t_a.b"]).toBe(expected);
});
