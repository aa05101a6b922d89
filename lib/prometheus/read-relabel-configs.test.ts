import { expect, test } from "vitest";
import { readRelabelConfigs } from "./read-relabel-configs";
import { NEWEST_KNOWN_VERSION } from "./versions";

function read(text: string): unknown {
  const result = readRelabelConfigs(text, NEWEST_KNOWN_VERSION);
  return result.ok ? result.value.map(({ ranges: _, ...rule }) => rule) : result.problems[0].code;
}

test.each<[guarantee: string, text: string, expected: unknown]>([
  ["nothing is no rule", "", []],
  ["a list", "- action: keep", [{ action: "keep" }]],
  ["a mapping that holds a list", "relabel_configs:\n- action: keep", [{ action: "keep" }]],
  ["null differs from absent", "- separator:\n  regex: ''", [{ separator: null, regex: "" }]],
  ["scalars count by their spelling", "- regex: 80\n  replacement: yes", [{ regex: "80", replacement: "yes" }]],
  ["a null among source labels", "- source_labels: [a, ~]", [{ source_labels: ["a", null] }]],
  ["an octal modulus", "- modulus: 010", [{ modulus: 8n }]],
  ["a fraction is cut", "- modulus: 2.9", [{ modulus: 2n }]],
  ["2^64 overflows as on amd64", "- modulus: 18446744073709551616", [{ modulus: 2n ** 63n }]],
  ["a quoted modulus", "- modulus: '8'", "config/type"],
  ["a negative modulus", "- modulus: -1", "config/type"],
  ["source_labels as text", "- source_labels: a", "config/type"],
  ["an unknown field", "- sourceLabels: [a]", "config/unknown-field"],
  ["an empty item", "- action: keep\n-", "relabel/empty-rule"],
  ["a mapping without rules", "scrape_configs: []", "relabel/no-rules"],
  ["broken YAML", "- [", "config/yaml-indent"],
])("%s: %j", (_guarantee, text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("rules and fields know their place", () => {
  const result = readRelabelConfigs("- action: keep\n  regex: abc\n", NEWEST_KNOWN_VERSION);
  expect(result.ok ? result.value[0]?.ranges?.regex : null).toEqual({ line: 2, column: 10, endLine: 2, endColumn: 13 });
});
