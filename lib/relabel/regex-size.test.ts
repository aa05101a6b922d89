import { expect, test } from "vitest";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { compileRegex } from "./regex";
import { estimateRegexSize } from "./regex-size";
import { semanticsOf } from "./semantics";

test.each([
  ["letters", "abc", 3],
  ["a repeat counts its piece", "ab{10}", 11],
  ["the upper bound counts", "a{2,5}b{3,}", 9],
  ["repeats of repeats multiply", "((ab){10}){10}", 310],
  ["a class is one piece", "[a-z]]{10}", 12],
  ["a bracket first in a class", "[]a]{10}", 20],
  ["an escaped brace repeats nothing", "a\\{10\\}", 5],
  ["quoted text", "\\Qa{9}\\E{2}", 16],
  ["a Unicode class weighs more", "\\pL{10}", 200],
  ["unbalanced brackets", "a)b((c", 4],
  ["counts that no pattern may have", "((a{100}){10}){10}", 0],
  ["nothing", "", 0],
])("%s: %j is %i", (_guarantee, pattern, expected) => {
  expect(estimateRegexSize(pattern)).toBe(expected);
});

test.each([
  ["copies of a long text", `((?:${"b".repeat(360)}){100}){9}`],
  ["many Unicode classes", "\\pL{1000}\\pN{1000}"],
  ["a long list of repeats", "[a-z]{1000}".repeat(30)],
])("a pattern that would keep the processor busy for seconds is not compiled: %s", (_case, pattern) => {
  const result = compileRegex(pattern, semanticsOf(NEWEST_KNOWN_VERSION));
  expect(result.ok ? [] : result.problems).toMatchObject([{ code: "relabel/regex-too-large", severity: "warning" }]);
});

test("what people write is compiled", () => {
  for (const pattern of [
    "(.+)-[0-9a-f]{8,10}-[a-z0-9]{5}",
    "\\p{L}{1,63}",
    "(?:[0-9]{1,3}\\.){3}[0-9]{1,3}:\\d{1,5}",
    "a{1000}",
  ]) {
    expect(compileRegex(pattern, semanticsOf(NEWEST_KNOWN_VERSION)).ok).toBe(true);
  }
});
