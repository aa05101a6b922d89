import { expect, test } from "vitest";
import { isAsForeseen, toDifferenceRows } from "./target-differences";

test.each([
  ["all are there", { foreseen: 53, reported: 53, equal: 53 }, true],
  ["one is missing", { foreseen: 53, reported: 52, equal: 52 }, false],
  ["one more is there", { foreseen: 53, reported: 54, equal: 53 }, false],
  ["one is another", { foreseen: 53, reported: 53, equal: 52 }, false],
  ["none was foreseen and none is there", { foreseen: 0, reported: 0, equal: 0 }, true],
])("%s", (_what, counts, expected) => {
  expect(isAsForeseen(counts)).toBe(expected);
});

test("only what differs has a row: labels and times", () => {
  const target = { labels: { job: "pods", team: "a" }, url: "http://a/", interval: "15s", timeout: "10s" };
  const rows = toDifferenceRows(target, { ...target, labels: { job: "pods", zone: "b" }, interval: "30s" });
  expect(rows.map(({ name, was, now }) => [name, was, now])).toEqual([
    ["__scrape_interval__", "15s", "30s"],
    ["team", "a", null],
    ["zone", null, "b"],
  ]);
});
