import fc from "fast-check";
import { expect, test } from "vitest";
import { insertRule, moveRule, removeRule } from "./edit-rules";
import { carryRulesOff } from "./edit-rules-off";
import { ruleSpansOf } from "./edit-rules-spans";

const KEEP = "- source_labels: [a]\n  regex: x\n  action: keep\n";
const DROP = "- source_labels: [b]\n  regex: y\n  action: drop\n";
const MAP = "- regex: __meta_(.+)\n  action: labelmap\n";

test.each<[guarantee: string, before: string, after: string, off: number[], expected: number[]]>([
  ["nothing changed", KEEP + DROP, KEEP + DROP, [1], [1]],
  ["typing in the rule that is off", KEEP + DROP, KEEP + DROP.replace("y", "yz"), [1], [1]],
  ["typing in another rule", KEEP + DROP, KEEP.replace("x", "xx") + DROP, [1], [1]],
  ["a rule inserted above", KEEP + DROP, MAP + KEEP + DROP, [1], [2]],
  ["a dash typed above", KEEP + DROP, `- \n${KEEP}${DROP}`, [1], [2]],
  ["a dash typed between", KEEP + DROP, `${KEEP}- \n${DROP}`, [0, 1], [0, 2]],
  ["a rule deleted above", KEEP + DROP + MAP, DROP + MAP, [2], [1]],
  ["the rule itself deleted", KEEP + DROP + MAP, KEEP + MAP, [1], []],
  ["lines moved", KEEP + DROP + MAP, MAP + KEEP + DROP, [2], [0]],
  ["moved and another edited", KEEP + DROP + MAP, MAP + KEEP.replace("x", "z") + DROP, [0, 2], [0, 1]],
  ["a copy pasted behind", KEEP + DROP, KEEP + DROP + DROP, [1], [1]],
  [
    "a text that cannot be read just now",
    KEEP + DROP,
    `- source_labels: [a, "\n${KEEP.slice(2)}${DROP}`.replace("\n  ", "\n  "),
    [1],
    [1],
  ],
  ["everything deleted", KEEP, "", [0], []],
  ["comments and blanks come and go", KEEP + DROP, `# one\n\n${KEEP}\n# two\n${DROP}`, [1], [1]],
  ["a key put above all rules", KEEP + DROP, `relabel_configs:\n${KEEP}${DROP}`, [1], [1]],
  [
    "rules between brackets",
    "[{action: keep}, {action: drop}]",
    "[{action: labeldrop}, {action: keep}, {action: drop}]",
    [1],
    [2],
  ],
])("%s", (_guarantee, before, after, off, expected) => {
  expect(carryRulesOff(before, after, off)).toEqual(expected);
});

test("distinct rules keep their state when one of them is moved, removed or added", () => {
  const rules = fc.uniqueArray(fc.nat({ max: 500 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(rules, fc.nat(), fc.nat(), fc.nat(), (ids, pick, place, offPick) => {
      const text = ids.map((id) => `- target_label: l${id}\n  replacement: v${id}\n`).join("");
      const [from, to, off] = [pick % ids.length, place % ids.length, offPick % ids.length];
      const offId = ids[off];
      const idOff = (result: { ok: boolean; value?: string }) => {
        const after = result.value ?? "";
        const spans = ruleSpansOf(after);
        return carryRulesOff(text, after, [off]).map((index) => Number(/l(\d+)/.exec(spans[index]?.text ?? "")?.[1]));
      };
      expect(idOff(moveRule(text, from, to))).toEqual([offId]);
      expect(idOff(removeRule(text, from))).toEqual(from === off ? [] : [offId]);
      expect(idOff(insertRule(text, to, { target_label: "new" }))).toEqual([offId]);
    }),
    { numRuns: 100 },
  );
});

test.each<[guarantee: string, text: string, lines: [number, number][]]>([
  [
    "rules with comments between them",
    `# a\n${KEEP}\n# b\n${MAP}`,
    [
      [2, 4],
      [7, 8],
    ],
  ],
  [
    "a text that cannot be read",
    `# a\n${KEEP}\n# b\n- regex: "\n  action: labelmap\n`,
    [
      [2, 4],
      [7, 8],
    ],
  ],
  [
    "a list in lines inside a rule",
    "- source_labels:\n  - a\n  - b\n- x: 1",
    [
      [1, 3],
      [4, 4],
    ],
  ],
  [
    "a key below rules that cannot be read",
    "a:\n  - x: '\n  - y: 1\nb: 1",
    [
      [2, 2],
      [3, 3],
    ],
  ],
  ["a list below the rules' key, before another one", "relabel_configs:\n  - x: 1\nother:\n  - y: 1", [[2, 2]]],
  ["a list behind another one", "other:\n  - y: 1\nrelabel_configs:\n  - x: 1", [[4, 4]]],
  ["no rule", "# nothing", []],
])("lines of %s", (_guarantee, text, lines) => {
  expect(ruleSpansOf(text).map(({ firstLine, lastLine }) => [firstLine, lastLine])).toEqual(lines);
});
