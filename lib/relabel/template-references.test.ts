// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Prometheus's references look like JavaScript's
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTemplate } from "./expand";
import { findReferences } from "./template-references";

test.each<[string, [string, number | null][]]>([
  ["$1", [["1", 1]]],
  ["${1}_x", [["1", 1]]],
  ["$1_x", [["1_x", null]]],
  [
    "$1:$2",
    [
      ["1", 1],
      ["2", 2],
    ],
  ],
  ["$$1", []],
  ["$$$1", [["1", 1]]],
  [
    "$host-${port}",
    [
      ["host", null],
      ["port", null],
    ],
  ],
  ["${1", []],
  ["${}$", []],
  ["costs $ 5", []],
])("%s refers to %j", (template, expected) => {
  expect(findReferences(template).map(({ name, group }) => [name, group])).toEqual(expected);
});

test("agrees with the parser that relabelling uses", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "1", "0", "a", "_", "-", "é"), maxLength: 12 }), (template) => {
      const parts = parseTemplate(template).filter((part) => typeof part !== "string");
      const references = findReferences(template);
      expect(references.map(({ name, group }) => (group === null ? { name } : { group }))).toEqual(parts);
    }),
  );
});
