import { expect, test } from "vitest";
import type { TargetCounts, TargetFinding } from "@/lib/target-plan/schema";
import { countTargets, firstChange, openFindings, openNumbers, pageOffsets, toTargetRows } from "./target-rows";

const counts = (part: Partial<TargetCounts>): TargetCounts => ({
  before: 0,
  after: 0,
  added: 0,
  lost: 0,
  changed: 0,
  unchanged: 0,
  ...part,
});
const scraped = (labels: Record<string, string>, url = "http://a/m", interval = "1m") => ({
  labels,
  url,
  interval,
  timeout: "10s",
});

test.each([
  ["a label and the URL", scraped({ a: "1", b: "2" }), scraped({ a: "1", b: "3" }, "http://b/m"), ["b changed", "url changed"]],
  ["only the interval", scraped({ a: "1" }), scraped({ a: "1" }, "http://a/m", "30s"), ["__scrape_interval__ changed"]],
  ["a new target shows its labels", null, scraped({ a: "1" }), ["a same"]],
  ["a lost one, too", scraped({ a: "1", b: "2" }), null, ["a same", "b same"]],
])("a target shows what differs: %s", (_what, before, after, rows) => {
  expect(toTargetRows({ before, after }).map(({ name, change }) => `${name} ${change}`)).toEqual(rows);
});

const clusters = [
  {
    cluster: "a",
    jobs: [
      { job: "a/pods", counts: counts({ lost: 2 }) },
      { job: "a/nodes", counts: counts({ lost: 1, added: 4 }) },
    ],
  },
  { cluster: "b", jobs: [{ job: "b/pods", counts: counts({ lost: 5 }) }] },
].map((one) => ({
  ...one,
  change: "changed" as const,
  sight: "live" as const,
  takenAt: null,
  problems: [],
  counts: counts({}),
  jobs: one.jobs.map((job) => ({ ...job, template: null, change: "changed" as const })),
}));

test.each([
  ["all", null, null, 8],
  ["one cluster", "a", null, 3],
  ["one job", null, "a/nodes", 1],
  ["a job that another cluster has", "b", "a/nodes", 0],
])("counts lost targets of %s", (_what, cluster, job, count) => {
  expect(countTargets({ clusters }, { change: "lost", cluster, job })).toBe(count);
});

test.each([
  ["what is lost", counts({ lost: 1, changed: 2 }), "lost"],
  ["else what changes", counts({ changed: 2, added: 9 }), "changed"],
  ["else what comes", counts({ added: 9, unchanged: 1 }), "added"],
  ["else what stays", counts({}), "unchanged"],
])("a list begins with %s", (_what, given, change) => {
  expect(firstChange(given)).toBe(change);
});

test("a finding is open until its very key is acknowledged", () => {
  const findings = [
    { key: "collision 3", kind: "collision" },
    { key: "collision 4", kind: "collision" },
    { key: "loss 4", kind: "loss" },
  ] as TargetFinding[];
  expect(openFindings(findings, new Set(["collision 3"])).map(({ key }) => key)).toEqual(["collision 4"]);
});

test("a number is open until it is typed exactly", () => {
  const numbered = [{ key: "loss 41 of 100", count: 41 }];
  for (const typed of ["", "4", "041", "41.0", "forty-one"]) {
    expect(openNumbers(numbered, { "loss 41 of 100": typed })).toHaveLength(1);
  }
  expect(openNumbers(numbered, { "loss 41 of 99": "41" })).toHaveLength(1);
  expect(openNumbers(numbered, { "loss 41 of 100": " 41 " })).toEqual([]);
});

test.each([
  [0, 20, [0]],
  [95, 105, [0, 100]],
  [250, 260, [200]],
  [0, -1, []],
])("rows %i to %i are in the pages %j", (first, last, offsets) => {
  expect(pageOffsets(first, last, 100)).toEqual(offsets);
});
