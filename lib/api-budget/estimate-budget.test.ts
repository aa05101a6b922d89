import { expect, test } from "vitest";
import { buildJobs } from "@/lib/job-templates";
import type { JobChoice } from "@/lib/job-templates/schema";
import { NEWEST_KNOWN_VERSION as version } from "@/lib/prometheus/versions";
import { type BudgetInput, estimateBudget } from "./estimate-budget";
import { levelOf } from "./limits";

const APISERVER = "https://10.0.0.1:6443";

function budget(jobs: readonly JobChoice[], changes: Partial<BudgetInput> = {}) {
  const source = { name: "a", apiServer: APISERVER, tlsServerName: null, caFile: "ca", tokenFile: "token", labels: {} };
  const built = buildJobs({ ...source, jobs }, { prometheusVersion: version, selfAddress: "x:1" });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const none = { servers: [], globalIntervalMs: 60_000, targets: new Map(), bytes: new Map() };
  return estimateBudget({ apiServer: APISERVER, jobs: built.value, version, ...none, ...changes });
}

const job = (template: JobChoice["template"], parameters: JobChoice["parameters"] = {}): JobChoice => ({ template, parameters });

type WatchRow = [guarantee: string, jobs: JobChoice[], servers: string[], watches: number];
test.each<WatchRow>([
  ["nothing is watched for no jobs", [], [], 0],
  ["one watch for nodes", [job("nodes")], [], 1],
  ["jobs of one role share one discovery", [job("nodes"), job("cadvisor")], [], 1],
  ["behind services: slices, services and pods", [job("service-endpoints")], [], 3],
  ["another role shares nothing, not even pods", [job("service-endpoints"), job("pods")], [], 4],
  ["each server watches for itself", [job("nodes")], ["one", "two"], 2],
  ["a fixed target needs no watch", [job("prometheus")], [], 0],
])("watches: %s", (_guarantee, jobs, servers, watches) => {
  expect(budget(jobs, { servers }).total.watches).toBe(watches);
});

test("scrapes, bytes and audit events: targets by interval, for every server", () => {
  const jobs = [job("nodes", { scrape_interval: "10s" }), job("cadvisor")];
  const { total, isComplete } = budget(jobs, {
    servers: ["one", "two"],
    globalIntervalMs: 30_000,
    targets: new Map([
      ["a/nodes", 100],
      ["a/cadvisor", 60],
    ]),
    bytes: new Map([
      ["a/nodes", 5_000],
      ["a/cadvisor", 20_000],
    ]),
  });
  // nodes: 10/s, cadvisor: 2/s, twice.
  expect(total).toEqual({ watches: 2, scrapesPerSecond: 24, bytesPerSecond: 180_000, auditEventsPerSecond: 48 });
  expect(isComplete).toEqual({ targets: true, bytes: true });
});

test("what was not counted or measured is said, not taken for nothing", () => {
  const jobs = [job("nodes"), job("cadvisor"), job("pods")];
  const {
    jobs: lines,
    isComplete,
    total,
  } = budget(jobs, {
    targets: new Map([
      ["a/nodes", 60],
      ["a/pods", 0],
    ]),
  });
  expect(isComplete).toEqual({ targets: false, bytes: false });
  expect(lines.map(({ jobName, targets, bytesPerSecond }) => [jobName, targets, bytesPerSecond])).toEqual([
    ["a/nodes", 60, null],
    ["a/cadvisor", null, null],
    ["a/pods", 0, 0],
  ]);
  expect(total.scrapesPerSecond).toBe(1);
});

test("what does not pass the API server costs it no scrapes", () => {
  const { jobs, total, isComplete } = budget([job("prometheus")], { targets: new Map([["a/prometheus", 1]]) });
  expect(jobs[0]?.isThroughApiServer).toBe(false);
  expect([total.scrapesPerSecond, isComplete]).toEqual([0, { targets: true, bytes: true }]);
});

test.each([
  ["scrapesPerSecond", 0, "ok"],
  ["scrapesPerSecond", 50, "warning"],
  ["scrapesPerSecond", 200, "severe"],
  ["watches", 29, "ok"],
  ["watches", 30, "warning"],
] as const)("%s of %i is %s", (quantity, amount, level) => {
  expect(levelOf(quantity, amount)).toBe(level);
});
