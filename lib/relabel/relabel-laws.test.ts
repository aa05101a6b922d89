// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Prometheus look like those of JavaScript
import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { applyRules } from "./apply";
import { compileRules } from "./compile";
import { isAllowedName } from "./label-name";
import { toLabelSet } from "./label-set";
import { findShortcut } from "./regex-shortcut";
import { RELABEL_ACTIONS } from "./relabel-config";
import type { RelabelRule } from "./relabel-rule";
import { traceRules } from "./transcript";

const VERSIONS = [
  { major: 2, minor: 42 },
  { major: 2, minor: 53 },
  { major: 3, minor: 5 },
];

const name = fc.constantFrom("a", "b", "c", "__address__", "__meta_x", "__meta_y", "constructor", "__proto__", "job");
const value = fc.oneof(fc.constantFrom("", "a", "b", "a;b", "x\ny", "10.0.0.1:80", "ÄÖ"), fc.string({ maxLength: 6 }));
const regex = fc.constantFrom("(.*)", "(.+)", "a", "a|b", "__meta_(.+)", "([^:]+)(?::\\d+)?", "(a)|b", "x)|(y", "[a-z_]+", "");
const rule: fc.Arbitrary<RelabelRule> = fc.record(
  {
    source_labels: fc.array(name, { maxLength: 3 }),
    separator: fc.constantFrom(";", "", "-"),
    regex,
    modulus: fc.constantFrom(1, 7, 1000),
    target_label: fc.constantFrom("a", "b", "t", "${1}", "t_$1"),
    replacement: fc.constantFrom("$1", "", "x", "${1}y", "$0", "new_$1"),
    action: fc.constantFrom(...RELABEL_ACTIONS),
  },
  { requiredKeys: ["action"] },
);
const labels = fc.dictionary(name, value, { noNullPrototype: false }).map(toLabelSet);

test("the transcript ends where the fast path ends, for any rules, labels and version", () => {
  let compiledCount = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), labels, fc.constantFrom(...VERSIONS), (rules, set, version) => {
      const good = rules.filter((one) => compileRules([one], version).ok);
      const compiled = compileRules(good, version);
      if (!compiled.ok) throw new Error("rules that compile alone compile together");
      compiledCount += good.length;
      const before = { ...set };
      const applied = applyRules(compiled.value, set);
      const traced = traceRules(compiled.value, set);
      expect(traced.labels).toEqual(applied);
      // Each step begins where the one before ended, and nobody changed what came in.
      traced.steps.forEach((step, i) => {
        expect(step.before).toBe(i === 0 ? set : traced.steps[i - 1]?.after);
      });
      expect({ ...set }).toEqual(before);
    }),
    { numRuns: 3_000 },
  );
  expect(compiledCount).toBeGreaterThan(3_000);
});

test("labels come back as the same object when no rule changes them", () => {
  const compiled = compileRules([{ action: "keep" }, { regex: "nothing", action: "labeldrop" }], { major: 3, minor: 5 });
  const set = toLabelSet({ a: "1" });
  expect(compiled.ok && applyRules(compiled.value, set)).toBe(set);
});

test("a shortcut finds what the RE2 engine finds", () => {
  const piece = fc.constantFrom("a", "b:", "__meta_", "x-y", "|", "(.*)", "(.+)", ".*", ".+", " ", "(", ")");
  const pattern = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
  const text = fc.oneof(
    fc.constantFrom("", "a", "\n", "a\n", "ab:", "__meta_a", "x-y"),
    fc.string({ maxLength: 8, unit: "grapheme" }),
  );
  let shortcutCount = 0;
  fc.assert(
    fc.property(pattern, text, fc.boolean(), (source, subject, dotMatchesNewline) => {
      const shortcut = findShortcut(source, dotMatchesNewline);
      if (shortcut === null) return;
      shortcutCount += 1;
      const matcher = RE2JS.compile(`^(?${dotMatchesNewline ? "s" : ""}:${source})$`).matcher(subject);
      const groups = matcher.find() ? Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i)) : null;
      expect(shortcut(subject)).toEqual(groups);
    }),
    { numRuns: 5_000 },
  );
  expect(shortcutCount).toBeGreaterThan(1_000);
});

test("template names are those of Prometheus's own pattern, in linear time", () => {
  const prometheus = /^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$/;
  const text = fc
    .array(fc.constantFrom("a", "_", "1", "$", "{", "}", "${1}", "$1", "-", "é"), { maxLength: 8 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, (one) => isAllowedName(one, "template") === prometheus.test(one)),
    { numRuns: 5_000 },
  );
  // Backtracking would not end within this test.
  expect(isAllowedName(`${"a$1".repeat(20_000)}-`, "template")).toBe(false);
});
