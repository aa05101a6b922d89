import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { findNativeRegex } from "./regex-native";

const ARTICLE_ADDRESS = "([^:]+)(?::\\d+)?;(\\d+)";

function matchWithRe2(pattern: string, text: string, dotMatchesNewline: boolean): unknown {
  const matcher = RE2JS.compile(`^(?${dotMatchesNewline ? "s" : ""}:${pattern})$`).matcher(text);
  return matcher.find() ? Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i)) : null;
}

const atom = fc.constantFrom(
  "a",
  "b",
  "ab",
  ";",
  ":",
  "\\.",
  "\\d",
  "\\w",
  "\\W",
  "\\D",
  ".",
  "[^:]",
  "[a-c]",
  "[^a\\d;-]",
  "é",
  "😀",
);
const odd = fc.constantFrom(
  "^",
  "$",
  "\\-",
  "[-a]",
  "[]a]",
  "[[:alpha:]]",
  "\\s",
  "\\b",
  "(?i)",
  "\\Qa",
  "\\pL",
  "{",
  "}",
  "]",
  "\\_",
);
const repeat = fc.constantFrom(
  "",
  "",
  "",
  "*",
  "+",
  "?",
  "*?",
  "+?",
  "??",
  "{2}",
  "{1,3}",
  "{0,2}?",
  "{2,}",
  "{,2}",
  "{01}",
  "{2}{3}",
  "**",
);
const { pattern } = fc.letrec<{ pattern: string; sequence: string; item: string }>((tie) => ({
  pattern: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|")),
  sequence: fc.array(tie("item"), { minLength: 1, maxLength: 5 }).map((items) => items.join("")),
  item: fc
    .tuple(
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 20, arbitrary: atom },
        { weight: 1, arbitrary: odd },
        {
          weight: 3,
          arbitrary: fc
            .tuple(fc.constantFrom("(", "(", "(?:", "(?:", "(?P<n>"), tie("pattern"))
            .map(([open, inner]) => `${open}${inner})`),
        },
      ),
      repeat,
    )
    .map((parts) => parts.join("")),
}));
const text = fc.oneof(
  fc
    .array(fc.constantFrom("a", "b", "c", ";", ":", ".", "1", "é", "😀", "\n", "\r", "\u2028", "\ud83d"), { maxLength: 10 })
    .map((parts) => parts.join("")),
  fc.constantFrom("10.0.0.1:9100;80", "aaaa;1", "", "ab:12;"),
);

test("JavaScript's engine finds what RE2 finds, for every pattern that it is given", () => {
  let nativeCount = 0;
  let matchCount = 0;
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 4, maxLength: 12 }), fc.boolean(), (source, texts, dotMatchesNewline) => {
      const native = findNativeRegex(source, dotMatchesNewline);
      if (native === null) return;
      nativeCount += 1;
      for (const subject of texts) {
        const expected = matchWithRe2(source, subject, dotMatchesNewline);
        if (expected !== null) matchCount += 1;
        const actual = native.match(subject);
        expect(actual === null ? null : [...actual]).toEqual(expected);
      }
    }),
    { numRuns: 12_000 },
  );
  expect(nativeCount).toBeGreaterThan(1_500);
  expect(matchCount).toBeGreaterThan(1_000);
});

test.each([
  ["the article's address rule", ARTICLE_ADDRESS],
  ["a scheme", "(https?)"],
  ["host and port", "(.+):(\\d+)"],
  ["an address before a separator", "(.+?)(?::\\d+)?;(\\d+)"],
  ["a suffix of a pod", "(.+)-[a-f0-9]{8,10}-[a-z0-9]{5}"],
  ["two labels", "([^;]+);(.*)"],
  ["alternatives and a rest", "(?:prod|staging)-(.*)"],
])("%s is given to JavaScript: %s", (_case, source) => {
  expect(findNativeRegex(source, true)?.lengthMax).toBeGreaterThanOrEqual(64);
});

test.each([
  ["loops in loops", "(a+)+b"],
  ["loops of alternatives", "(?:a|aa)*b"],
  ["many loops of the same characters", ".*.*.*.*.*.*.*x"],
  ["long alternatives of optional parts", "(?:a?){2}".repeat(20)],
  ["optional parts beyond counting", `${"a?".repeat(40)}b`],
  ["a group that may be empty and is optional", "(a*)?"],
  ["flags", "(?i)a"],
  ["names", "(?P<n>a)"],
  ["classes of Unicode", "\\pL+"],
  ["blanks, of which JavaScript has more", "\\s+"],
  ["brackets that reach beyond the anchors", "a)|(b"],
])("%s are left to the linear engine: %s", (_case, source) => {
  expect(findNativeRegex(source, true)).toBeNull();
});

test("a text that could take many steps is left to the linear engine", () => {
  // Each of the two loops can end anywhere: the square of the length.
  expect(findNativeRegex("(.*)(.*)x", true)?.lengthMax).toBeLessThan(200);
  expect(findNativeRegex("([^;]*);(.*)", true)?.lengthMax).toBe(4_096);
});
