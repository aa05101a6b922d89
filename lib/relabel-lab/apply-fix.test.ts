import { expect, test } from "vitest";
import { applyFix } from "./apply-fix";

const at = (line: number, column: number, endColumn: number, text: string) => ({
  range: { line, column, endLine: line, endColumn },
  text,
});
const fix = (...edits: ReturnType<typeof at>[]) => ({ code: "replace", parameters: {}, edits });

test.each([
  ["one place", "a: x\nb: y # why\n", fix(at(2, 4, 5, "z")), "a: x\nb: z # why\n"],
  ["several places of one line, from the left", "[a, b]", fix(at(1, 2, 3, "long"), at(1, 5, 6, "c")), "[long, c]"],
  ["lines that end as on Windows", "a\r\nb\r\n", fix(at(2, 1, 2, "c")), "a\r\nc\r\n"],
  ["a place beyond the text: nothing", "a", fix(at(7, 1, 2, "c")), "a"],
])("changes %s", (_guarantee, text, edits, expected) => expect(applyFix(text, edits)).toBe(expected));
