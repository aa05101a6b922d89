import { expect, test } from "vitest";
import { pauseAfter } from "./circuit-breaker";

test.each([
  ["a cluster that is well is looked at each time", 0, 1, 0],
  ["four failures may be an accident", 4, 1, 0],
  ["the fifth opens the circuit for half a minute", 5, 1, 30_000],
  ["each further one doubles the pause", 7, 1, 120_000],
  ["up to five minutes", 9, 1, 300_000],
  ["and never more", 10_000, 1, 300_000],
  ["chance takes away a fifth at most", 5, 0, 24_000],
])("%s", (_case, failures, chance, expected) => {
  expect(pauseAfter(failures, chance)).toBe(expected);
});
