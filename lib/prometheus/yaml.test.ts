import { describe, expect, test } from "vitest";
import { parseYaml } from "./yaml";
import { isNull, valueUnder, type YamlNode } from "./yaml-node";
import { readFloat, readInteger, resolvePlainScalar } from "./yaml-scalar";

/** A tree as plain values, scalars by their spelling. */
function plain(node: YamlNode | null): unknown {
  if (node === null || isNull(node)) return null;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "sequence") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function read(text: string): unknown {
  const result = parseYaml(text);
  return result.ok ? plain(result.value.root) : result.problems[0].code;
}

test.each<[guarantee: string, text: string, expected: unknown]>([
  ["an empty text is an empty document", "", null],
  ["a comment only is an empty document", "# nothing\n", null],
  ["scalars keep their spelling", "a: 010\nb: yes\nc: 1.0", { a: "010", b: "yes", c: "1.0" }],
  ["only the first document counts, the next may be broken", "a: 1\n---\nb: [", { a: "1" }],
  ["aliases are followed", "a: &x [1]\nb: *x", { a: ["1"], b: ["1"] }],
  [
    "merge keys are applied where they stand",
    "a: &x {p: 1, q: 2}\nb: {p: 0, <<: *x, q: 3}",
    { a: { p: "1", q: "2" }, b: { p: "1", q: "3" } },
  ],
  ["of several merged mappings the first wins", "a: {<<: [{p: 1}, {p: 2}]}", { a: { p: "1" } }],
  ["a quoted << is a key like others", "'<<': 1", { "<<": "1" }],
  ["a byte order mark is no content", "\ufeffa: 1", { a: "1" }],
  ["a repeated key", "a: 1\na: 2", "config/yaml-duplicate-key"],
  ["a tab as indentation", "a:\n\tb: 1", "config/yaml-tab"],
  ["a tab on a line that is blank otherwise", "a:\n  b: 0\n\t\nc: 1\n", "config/yaml-tab"],
  ["a tab right of where the value could go on", "a:\n  b: 0\n   \t\nc: 1\n", { a: { b: "0" }, c: "1" }],
  ["a tab behind a value in quotes", "a: '0'\n \t\nb: 1\n", "config/yaml-tab"],
  ["a tab behind a comment", "a: 0 # c\n  \t\nb: 1\n", "config/yaml-tab"],
  ["a tab in a text that is nothing else", "\t\n", "config/yaml-tab"],
  ["a tab before a key is known", "a:\n\t\n", "config/yaml-tab"],
  ["a tab in brackets behind a value", "x: {c: d\n\t\n}\n", "config/yaml-tab"],
  ["a tab in brackets behind a comma", "{a: b,\n\t\n  c: d}\n", { a: "b", c: "d" }],
  ["a tab in a text block", "a: |\n  x\n  \ty\n", { a: "x\n\ty\n" }],
  ["a tab in the next document", "a: 0\n---\n\t\n", { a: "0" }],
  ["an unknown anchor", "a: *x", "config/yaml-unknown-anchor"],
  ["an anchor that contains itself", "a: &x [*x]", "config/yaml-anchor-in-itself"],
  ["a NUL character", "a: x\u0000", "config/yaml-control-character"],
  ["a document ends behind its closing bracket", "{a: 1}\nb: [", { a: "1" }],
  ["an indented document ends at a line that is indented less", "  a: 1\nb: [", { a: "1" }],
  ["even there no token may begin with @", "  a: 1\n@b", "config/yaml-syntax"],
  ["a mapping at the margin does not end before its text", "a: {}\n]", "config/yaml-syntax"],
  ["a lone carriage return is a line break", "a: 1\rb: 2", { a: "1", b: "2" }],
  ["YAML 1.0", "%YAML 1.0\n---\na: 1", "config/yaml-version"],
  ["YAML 1.1, with a comment", "# c\n%YAML 1.1\n---\na: 1", { a: "1" }],
  ["two %YAML directives", "%YAML 1.1\n%YAML 1.1\n---\na: 1", "config/yaml-directive"],
  ["an unknown directive", "%FOO x\n---\na: 1", "config/yaml-directive"],
  ["an end before the beginning", "...\na: 1", "config/yaml-early-end"],
  ["a tag that the text belies", "a: !!int x", "config/yaml-tag"],
  ["a tag right before a bracket", "a: {b: !c}", "config/yaml-tag-blank"],
  ["an integer called a float", "a: !!float 5", { a: "5" }],
  ["an anchor with a full stop", "a: &x.y 1", "config/yaml-anchor-name"],
  ["YAML 1.2", "%YAML 1.2\n---\na: 1", "config/yaml-version"],
  ["a mapping as key", "? {a: 1}\n: b", "config/yaml-key"],
  ["a surrogate pair written as escapes", '"\\ud83d\\ude00"', "config/yaml-surrogate"],
  ["an escaped backslash before u is no escape", '"\\\\ud83d"', "\\ud83d"],
  ["merging a scalar", "<<: 1", "config/yaml-merge"],
])("%s: %j", (_guarantee, text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("an alias bomb is refused, quickly", () => {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(", ")}]`);
  expect(read(["a0: &a0 x", ...levels].join("\n"))).toBe("config/yaml-aliases");
});

test.each([
  ["lists in one line", "[".repeat(20_000) + "]".repeat(20_000)],
  ["mappings in one line", "{a: ".repeat(20_000) + "}".repeat(20_000)],
  ["lists of lists", "- ".repeat(20_000)],
  ["keys within keys", "? ".repeat(20_000)],
  ["blocks within blocks", Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("deep nesting is a problem, not a crash: %s", (_case, text) => {
  expect(read(text)).toBe("config/yaml-too-deep");
});

test("nesting that nobody would write can be read all the same", () => {
  expect(parseYaml("[".repeat(90) + "]".repeat(90)).ok).toBe(true);
});

test("places are 1-based lines and columns, end exclusive", () => {
  const result = parseYaml("a: 1\nb:\n  c: xyz\n");
  const value = result.ok ? valueUnder(valueUnder(result.value.root, "b"), "c") : null;
  expect(value?.place.range).toEqual({ line: 3, column: 6, endLine: 3, endColumn: 9 });
  expect([value?.place.start, value?.place.end]).toEqual([13, 16]);
});

describe("scalars resolve as in YAML 1.1", () => {
  test.each([
    ["", "null"],
    ["~", "null"],
    ["NULL", "null"],
    ["yes", "bool"],
    ["y", "bool"],
    ["Off", "bool"],
    ["010", "int"],
    ["0x1F", "int"],
    ["0b11", "int"],
    ["1_000", "int"],
    ["-5", "int"],
    ["1.5", "float"],
    ["1e3", "float"],
    ["99999999999999999999", "float"],
    [".inf", "float"],
    ["2026-01-01", "timestamp"],
    ["1:20", "str"],
    ["5m", "str"],
    ["_1", "str"],
    ["nope", "str"],
  ])("%j is %s", (text, tag) => {
    expect(resolvePlainScalar(text)).toBe(tag);
  });

  test("integers by Go's prefixes", () => {
    expect(["010", "0x10", "0b11", "1_000", "-5", "0"].map(readInteger)).toEqual([8n, 16n, 3n, 1000n, -5n, 0n]);
  });

  test("floats", () => {
    expect([".5", "1e3", "-.inf", ".NaN"].map(readFloat)).toEqual([0.5, 1000, Number.NEGATIVE_INFINITY, Number.NaN]);
  });
});
