import { expect, test } from "vitest";
import { findShrinkages } from "./find-shrinkages";

const jobs = (...names: string[]) =>
  names.map((jobName) => ({ jobName, cluster: jobName.split("/")[1] ? (jobName.split("/")[0] ?? null) : null }));
const TEN = jobs("own", "a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7", "a/8", "b/1");

const CASES: readonly [string, ReturnType<typeof jobs> | null, ReturnType<typeof jobs>, number, string[]][] = [
  ["before the first deployment nothing goes away", null, jobs("a/1"), 0, []],
  ["what only grows does not shrink", jobs("a/1"), jobs("a/1", "a/2", "b/1"), 0, []],
  ["two of ten jobs are not more than 20 %", TEN, TEN.slice(0, 7).concat(TEN.slice(9)), 20, []],
  ["three of ten jobs are", TEN, TEN.slice(0, 6).concat(TEN.slice(9)), 20, ["jobs 3 of 10"]],
  ["one of two clusters is a cluster", TEN, TEN.slice(0, 9), 20, ["clusters 1 of 2"]],
  ["what has another name is gone", jobs("a/1"), jobs("b/1"), 20, ["clusters 1 of 1", "jobs 1 of 1"]],
  ["down to nothing counts whatever is allowed", jobs("a/1", "a/2"), [], 100, ["clusters 1 of 1", "jobs 2 of 2"]],
  ["the last cluster counts whatever is allowed", jobs("own", "a/1"), jobs("own"), 100, ["clusters 1 of 1"]],
];

test.each(CASES)("%s", (_guarantee, before, after, percentMax, keys) => {
  expect(findShrinkages(before, after, percentMax).map(({ key }) => key)).toEqual(keys);
});

test("the share is rounded up and the first names are told", () => {
  const [found] = findShrinkages(TEN, TEN.slice(0, 6).concat(TEN.slice(9)), 20).filter(({ what }) => what === "jobs");
  expect(found).toMatchObject({ count: 3, before: 10, percent: 30, percentMax: 20, names: ["a/6", "a/7", "a/8"] });
});
