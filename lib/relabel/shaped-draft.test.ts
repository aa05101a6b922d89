import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelDraft } from "./label-draft";
import { toLabelSet } from "./label-set";
import { rememberByShape } from "./label-shape";
import { toShaped } from "./shape-table";
import { ShapedDraft } from "./shaped-draft";

// Names that JavaScript objects list before others or treat in their own way are among them.
const name = fc.constantFrom(
  "a",
  "b",
  "c",
  "__meta_x",
  "__proto__",
  "constructor",
  "0",
  "7",
  "42",
  "4294967295",
  "007",
  "-1",
  "ä",
  "",
);
const value = fc.constantFrom("", "x", "y", "z");

test("writes, removals and the order of names are those of the plain draft", () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), fc.array(fc.tuple(name, value), { maxLength: 12 }), (start, writes) => {
      const set = toLabelSet(start);
      const shaped = new ShapedDraft(toShaped(set));
      const plain = new LabelDraft(set);
      for (const [target, text] of writes) {
        shaped.set(target, text);
        plain.set(target, text);
        expect(shaped.names()).toEqual(plain.names());
        expect(shaped.get(target)).toBe(text);
      }
      expect(Object.entries(shaped.labels)).toEqual(Object.entries(plain.labels));
      expect(shaped.changeCount).toBe(plain.changeCount);
    }),
    { numRuns: 3_000 },
  );
});

test("entries without a value are absent", () => {
  const draft = new ShapedDraft(toShaped({ a: "", b: "1" }));
  expect(draft.names()).toEqual(["b"]);
  expect({ ...draft.labels }).toEqual({ b: "1" });
});

test("a draft that grows beyond measure goes on without a shape", () => {
  const draft = new ShapedDraft(toShaped(toLabelSet({ a: "1" })));
  for (let i = 0; i < 1_000; i++) draft.set(`n${i}`, "x");
  draft.set("n5", "");
  expect(draft.shape).toBeNull();
  expect(draft.names()).toHaveLength(1_000);
  expect(draft.changeCount).toBe(1_001);
});

test("so does one that arrives with too many labels", () => {
  const many = toLabelSet(Array.from({ length: 1_000 }, (_, i) => [`n${i}`, "x"] as const));
  const draft = new ShapedDraft(toShaped(many));
  expect(draft.shape).toBeNull();
  expect(draft.labels).toEqual(many);
});

test("names are worked on once for all targets with the same names", () => {
  let count = 0;
  const countNames = rememberByShape((names) => {
    count += 1;
    return names.length;
  });
  const targets = ["1", "2", "3"].map((text) => new ShapedDraft(toShaped(toLabelSet({ a: text, b: "x" }))));
  expect(targets.map(countNames)).toEqual([2, 2, 2]);
  expect(count).toBe(1);
});
