import fc from "fast-check";
import { expect, test } from "vitest";
import { changedLines } from "./line-changes";

test.each<[guarantee: string, before: string, after: string, expected: string]>([
  ["equal texts", "a\nb\n", "a\nb\n", ""],
  ["a line added in the middle", "a\nc\n", "a\nb\nc\n", "added 2-2"],
  ["everything is new", "", "a\nb\n", "added 1-2"],
  ["a line replaced", "a\nb\nc\n", "a\nx\nc\n", "changed 2-2"],
  ["a line taken away marks nothing", "a\nb\nc\n", "a\nc\n", ""],
  ["two places", "a\nb\nc\nd\n", "a\nx\nc\nd\ne\n", "changed 2-2, added 5-5"],
  ["a block moved is added where it is now", "a\nb\nc\n", "b\nc\na\n", "added 3-3"],
  ["a missing final line break is no change", "a\nb", "a\nb\n", ""],
])("%s", (_guarantee, before, after, expected) => {
  const found = changedLines(before, after).map(({ kind, firstLine, lastLine }) => `${kind} ${firstLine}-${lastLine}`);
  expect(found.join(", ")).toBe(expected);
});

test("lines outside the ranges stand in the older text, in order", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const marked = changedLines(before.join("\n"), after.join("\n"));
      const unmarked = after.filter(
        (_, index) => !marked.some((range) => range.firstLine <= index + 1 && index + 1 <= range.lastLine),
      );
      let position = 0;
      const isSubsequence = unmarked.every((line) => {
        position = before.indexOf(line, position) + 1;
        return position > 0;
      });
      expect(isSubsequence).toBe(true);
    }),
  );
});

test("a text without a common line is one change", () => {
  const lines = (prefix: string) => Array.from({ length: 5000 }, (_, index) => `${prefix}${index}`).join("\n");
  expect(changedLines(lines("a"), lines("b"))).toEqual([{ firstLine: 1, lastLine: 5000, kind: "changed" }]);
});
