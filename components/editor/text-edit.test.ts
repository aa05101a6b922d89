import fc from "fast-check";
import { expect, test } from "vitest";
import { smallestEdit } from "./text-edit";

test.each([
  ["nothing when nothing differs", "a: 1\n", "a: 1\n", null],
  ["an inserted line and no more", "a\nc\n", "a\nb\nc\n", { start: 2, end: 2, text: "b\n" }],
  ["a removed line", "a\nb\nc\n", "a\nc\n", { start: 2, end: 4, text: "" }],
  ["one changed word", "job: alpha\n", "job: beta\n", { start: 5, end: 9, text: "bet" }],
  ["a repeated letter once", "aa", "aaa", { start: 2, end: 2, text: "a" }],
  ["the first text of an empty editor", "", "a", { start: 0, end: 0, text: "a" }],
])("edits %s", (_guarantee, before, after, expected) => {
  expect(smallestEdit(before, after)).toEqual(expected);
});

test("the edit always leads to the new text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "é", "集") });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const edit = smallestEdit(before, after);
      const edited = edit === null ? before : before.slice(0, edit.start) + edit.text + before.slice(edit.end);
      expect(edited).toBe(after);
    }),
  );
});
