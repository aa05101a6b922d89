import { expect, test } from "vitest";
import { planWaves } from "./plan-waves";

const CASES: [what: string, count: number, canary: number, sharePercent: number, waves: string][] = [
  ["one server is its own canary", 1, 1, 25, "0"],
  ["two: the canary, then the other", 2, 1, 25, "01"],
  ["ten: one, a quarter rounded up, the rest", 10, 1, 25, "0112222222"],
  ["a canary that is larger than the share leaves two waves", 10, 4, 25, "0000111111"],
  ["a canary of all", 3, 5, 25, "000"],
  ["a share of all has no third wave", 5, 1, 100, "01111"],
  ["the smallest share is the canary itself", 6, 1, 1, "011111"],
  ["forty", 40, 2, 25, `00${"1".repeat(8)}${"2".repeat(30)}`],
];

test.each(CASES)("%s", (_what, count, canary, sharePercent, waves) => {
  expect(planWaves(count, { canary, sharePercent }).join("")).toBe(waves);
});
