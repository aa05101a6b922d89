// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Prometheus look like those of JavaScript
import { describe, expect, test } from "vitest";
import { applyRules } from "./apply";
import { toLowerCase, toUpperCase } from "./case-mapping";
import { compileRules } from "./compile";
import { compileTemplate, parseTemplate } from "./expand";
import { goQuote } from "./go-quote";
import { hashmod } from "./hashmod";
import { compareNames } from "./label-order";
import { toLabelRows } from "./label-rows";
import { toLabelSet } from "./label-set";
import type { RelabelRule } from "./relabel-rule";
import { traceRules } from "./transcript";

const V2_42 = { major: 2, minor: 42 };
const V2_53 = { major: 2, minor: 53 };
const V3_5 = { major: 3, minor: 5 };

describe("a replacement expands as Go's Regexp.Expand", () => {
  const names = new Map([
    ["n", [1, 2]],
    ["01", [2]],
  ]);
  test.each([
    ["$$ is the only escape", "a$$b", "a$b"],
    ["a number", "$1-$2", "one-"],
    ["a number in braces before a digit", "${1}0", "one0"],
    ["the longest name wins", "$1x", ""],
    ["letters of any script belong to a name", "$1é", ""],
    ["a combining mark does not", "$1\u0301", "one\u0301"],
    ["superscript digits do not", "$1²", "one²"],
    ["the whole match", "[$0]", "[whole]"],
    ["a group that is not there", "$9", ""],
    ["a leading zero is a name", "$01", ""],
    ["a name, first group that took part", "${n}", "one"],
    ["an unclosed brace is literal", "${1", "${1"],
    ["an empty brace is literal", "${}", "${}"],
    ["a lone dollar is literal", "a$ $-", "a$ $-"],
    ["a backslash is plain", "\\1", "\\1"],
  ])("%s: %j gives %j", (_guarantee, template, expected) => {
    expect(compileTemplate(parseTemplate(template), names)(["whole", "one", null])).toBe(expected);
  });
});

describe("case is mapped per code point, without context", () => {
  test.each([
    ["final sigma", toLowerCase("ΣΑΣ", 15), "σασ"],
    ["dotted capital I", toLowerCase("İ", 15), "i"],
    ["sharp s stays", toUpperCase("ß", 15), "ß"],
    ["ligatures stay", toUpperCase("ﬀ", 15), "ﬀ"],
    ["iota subscript has a simple mapping", toUpperCase("ᾳᾀ", 15), "ᾼᾈ"],
    ["a pair of Unicode 16 for a binary with 16", toLowerCase("\u1c89", 16), "\u1c8a"],
    ["the same for a binary with 15", toLowerCase("\u1c89", 15), "\u1c89"],
  ])("%s", (_guarantee, actual, expected) => {
    expect(actual).toBe(expected);
  });
});

test("hashmod is exact beyond 2^53", () => {
  expect(hashmod("", 2n ** 64n - 1n)).toBe("16825458760271544958");
  expect(hashmod("192.168.65.3:9100", 1000n)).toBe("609");
});

test("names are ordered by bytes of UTF-8", () => {
  expect(["😀", "\ue000", "b", "a", "ab"].sort(compareNames)).toEqual(["a", "ab", "b", "\ue000", "😀"]);
});

test("texts are quoted as Go does", () => {
  expect(goQuote('a"b\n\u0001\u00a0é😀')).toBe('"a\\"b\\n\\x01\\u00a0é😀"');
});

describe("a rule that Prometheus refuses", () => {
  const onlyTwo = "action requires only 'source_labels' and `target_label`, and no other fields";
  test.each<[code: string, rule: RelabelRule | null, version: typeof V3_5, prometheus: string]>([
    ["relabel/unknown-action", { action: "bogus" }, V3_5, 'unknown relabel action "bogus"'],
    ["relabel/unknown-action", { action: "" }, V3_5, 'unknown relabel action ""'],
    ["relabel/empty-action", { action: null }, V3_5, "relabel action cannot be empty"],
    ["relabel/regex", { action: "keep", regex: "(" }, V3_5, "error parsing regexp: missing closing ): `^(?s:()$`"],
    [
      "relabel/regex",
      { action: "keep", regex: "(?\\P<n>a)" },
      V3_5,
      "error parsing regexp: invalid or unsupported Perl syntax: `(?\\`",
    ],
    ["relabel/regex", { action: "keep", regex: "(" }, V2_53, "error parsing regexp: missing closing ): `^(?:()$`"],
    [
      "relabel/regex",
      { action: "keep", regex: "(?<n>a)" },
      V2_42,
      "error parsing regexp: invalid or unsupported Perl syntax: `(?<`",
    ],
    [
      "relabel/regex",
      { action: "keep", regex: "\\p{Emoji}" },
      V3_5,
      "error parsing regexp: invalid character class range: `\\p{Emoji}`",
    ],
    [
      "relabel/regex",
      { action: "keep", regex: "\\p{Letter}" },
      V2_53,
      "error parsing regexp: invalid character class range: `\\p{Letter}`",
    ],
    ["label/name", { source_labels: ["a.b"], action: "keep" }, V2_53, '"a.b" is not a valid label name'],
    ["label/name", { source_labels: [""], action: "keep" }, V3_5, '"" is not a valid label name'],
    ["relabel/zero-modulus", { action: "hashmod" }, V3_5, "relabel configuration for hashmod requires non-zero modulus"],
    ["relabel/target-required", {}, V3_5, "relabel configuration for replace action requires 'target_label' value"],
    ["relabel/invalid-target", { target_label: "a-b" }, V2_53, "\"a-b\" is invalid 'target_label' for replace action"],
    ["relabel/invalid-target", { target_label: "a-${1}" }, V2_53, "\"a-${1}\" is invalid 'target_label' for replace action"],
    [
      "relabel/invalid-target",
      { action: "lowercase", target_label: "${1}" },
      V2_53,
      "\"${1}\" is invalid 'target_label' for lowercase action",
    ],
    [
      "relabel/replacement-not-allowed",
      { action: "uppercase", target_label: "a", replacement: "x" },
      V3_5,
      "'replacement' can not be set for uppercase action",
    ],
    [
      "relabel/labelmap-replacement",
      { action: "labelmap", replacement: "" },
      V3_5,
      "\"\" is invalid 'replacement' for labelmap action",
    ],
    [
      "relabel/invalid-target",
      { action: "hashmod", modulus: 2, target_label: "a-b" },
      V2_53,
      "\"a-b\" is invalid 'target_label' for hashmod action",
    ],
    ["relabel/only-source-and-target", { action: "keepequal", target_label: "a", regex: "(.*)" }, V3_5, `keepequal ${onlyTwo}`],
    [
      "relabel/only-regex",
      { action: "labeldrop", source_labels: [] },
      V3_5,
      "labeldrop action requires only 'regex', and no other fields",
    ],
    ["relabel/empty-rule", null, V3_5, "empty or null target relabeling rule in scrape config"],
  ])("%s: %j", (code, rule, version, prometheus) => {
    const compiled = compileRules([{ action: "keep" }, rule], version);
    const [found] = compiled.ok ? [] : compiled.problems;
    expect(found).toMatchObject({ code, prometheus });
    expect(found?.path[0]).toBe(1);
  });
});

describe("a rule that Prometheus accepts", () => {
  test.each<[guarantee: string, rule: RelabelRule, version: typeof V3_5]>([
    ["action in capitals", { action: "KEEP" }, V3_5],
    ["UTF-8 names since 3.0", { source_labels: ["a.b"], target_label: "c-d" }, V3_5],
    ["a null among the source labels", { source_labels: [null], action: "keep" }, V3_5],
    ["the default separator, written out", { action: "labeldrop", separator: ";", replacement: "$1" }, V3_5],
    ["a group name twice", { action: "keep", regex: "(?P<n>a)(?P<n>b)" }, V3_5],
    ["long class names since Go 1.25", { action: "keep", regex: "\\p{Letter}\\p{latin}[\\p{ascii}]\\P{LC}" }, V3_5],
    ["a reference as target of an equal action, in 2.42", { action: "keepequal", target_label: "${1}" }, V2_42],
  ])("%s", (_guarantee, rule, version) => {
    expect(compileRules([rule], version)).toMatchObject({ ok: true });
  });
});

describe("what a rule did", () => {
  const effectOf = (rule: RelabelRule, labels: Record<string, string>) => {
    const compiled = compileRules([rule], V3_5);
    return compiled.ok ? traceRules(compiled.value, toLabelSet(labels)).steps[0]?.effect : compiled.problems[0].code;
  };
  test.each<[effect: string, rule: RelabelRule, labels: Record<string, string>]>([
    ["added", { target_label: "b", replacement: "x" }, { a: "1" }],
    ["changed", { target_label: "a", replacement: "x" }, { a: "1" }],
    ["removed", { target_label: "a", replacement: "" }, { a: "1" }],
    ["none", { target_label: "a", replacement: "1" }, { a: "1" }],
    ["no_match", { source_labels: ["a"], regex: "2", target_label: "b" }, { a: "1" }],
    ["no_match", { action: "labelmap", regex: "x_(.+)" }, { a: "1" }],
    ["removed", { action: "labeldrop", regex: "a" }, { a: "1", b: "2" }],
    ["kept", { action: "keep", source_labels: ["a"], regex: "1" }, { a: "1" }],
    ["kept", { action: "drop", source_labels: ["a"], regex: "2" }, { a: "1" }],
    ["dropped", { action: "drop", source_labels: ["a"], regex: "1" }, { a: "1" }],
  ])("%s by %j", (effect, rule, labels) => {
    expect(effectOf(rule, labels)).toBe(effect);
  });

  test("two labels mapped to one name: Prometheus leaves the winner to chance, and we say so", () => {
    const compiled = compileRules([{ action: "labelmap", regex: "(?:x|y)_(.+)" }], V3_5);
    const trace = compiled.ok ? traceRules(compiled.value, toLabelSet({ x_a: "1", y_a: "2" })) : null;
    expect(trace?.steps[0]?.undefinedLabels).toEqual(["a"]);
    const sorted = compileRules([{ action: "labelmap", regex: "(?:x|y)_(.+)" }], V2_42);
    expect(sorted.ok && applyRules(sorted.value, toLabelSet({ y_a: "2", x_a: "1" }))).toEqual(
      toLabelSet({ x_a: "1", y_a: "2", a: "2" }),
    );
  });

  test("rows of a step are sorted and say what changed", () => {
    expect(toLabelRows({ b: "1", c: "1", d: "1" }, { a: "1", c: "2", d: "1" })).toEqual([
      { name: "a", was: null, now: "1", change: "added" },
      { name: "b", was: "1", now: null, change: "removed" },
      { name: "c", was: "1", now: "2", change: "changed" },
      { name: "d", was: "1", now: "1", change: "same" },
    ]);
  });
});
