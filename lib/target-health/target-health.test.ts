import { expect, test } from "vitest";
import { groupScrapeErrors } from "./group-scrape-errors";
import { toTargetHistory } from "./target-history";

const SAMPLING = { startSeconds: 1000, stepSeconds: 60, count: 3 };
const series = (cluster: string | null, ...values: (number | null)[]) => ({
  labels: cluster === null ? {} : { cluster },
  points: values.flatMap((value, index): [number, number][] => (value === null ? [] : [[1000 + index * 60, value]])),
});

test("counts up and down per sample, the worst cluster first", () => {
  const up = [series("good", 3, 3, 3), series("half", 2, 1, 1), series("late", null, null, 1)];
  const total = [
    series("good", 3, 3, 3),
    series("half", 2, 2, 2),
    series("gone", 2, 2, 2),
    series("late", null, null, 2),
    series(null, 1, 1, 1),
  ];
  const history = toTargetHistory([...up, series(null, 1, 1, 1)], total, SAMPLING);
  expect(history.map(({ cluster, up, down }) => [cluster, up, down])).toEqual([
    ["gone", 0, 2],
    ["half", 1, 1],
    ["late", 1, 1],
    ["good", 3, 0],
    [null, 1, 0],
  ]);
  expect(history[2]?.samples).toEqual([null, null, [1, 1]]);
  expect(history[1]?.samples).toEqual([
    [2, 0],
    [1, 1],
    [1, 1],
  ]);
});

test("samples outside the window are left out", () => {
  expect(toTargetHistory([], [series("a", 1, 1, 1, 1)], SAMPLING)[0]?.samples).toHaveLength(3);
});

test("errors are grouped by what they come to, the most frequent first", () => {
  const failed = (lastError: string, cluster = "alpha") => ({
    jobName: `${cluster}/pods`,
    cluster,
    scrapeUrl: "http://x/",
    lastError,
  });
  const groups = groupScrapeErrors([
    failed("nobody knows this"),
    failed('Get "http://10.0.0.1:1/": context deadline exceeded'),
    failed('Get "http://10.0.0.2:1/": context deadline exceeded', "beta"),
    failed("server returned HTTP status 403 Forbidden"),
  ]);
  expect(groups.map(({ kind, count, clusters }) => [kind, count, clusters])).toEqual([
    ["timeout", 2, 2],
    ["forbidden", 1, 1],
    ["other", 1, 1],
  ]);
  expect(groups[0]?.example).toMatchObject({
    jobName: "alpha/pods",
    message: 'Get "http://10.0.0.1:1/": context deadline exceeded',
  });
});
