import { expect, test } from "vitest";
import type { Change, Plan } from "@/lib/servers/schema";
import { toDeployMode, toDeployVerdict, toPlanSummary, toSyncState } from "./plan-summary";

const job = (jobName: string, change: Change, cluster: string | null = "alpha") => ({ jobName, change, cluster, template: null });
const file = (path: string, change: Change) => ({ path, change, bytes: 10, isSecret: false });

const PLAN: Plan = {
  digest: "d",
  nextNumber: 2,
  isUpToDate: false,
  prometheusVersion: "3.5.3",
  versionSource: "asked",
  files: [],
  jobs: [],
  shrinkages: [],
  rollback: null,
  liveRollback: null,
  holds: { problems: [], opensAt: null, needsApproval: false },
  problems: [],
  deployedConfig: "",
  nextConfig: "",
};
const ERROR: Plan["problems"][number] = { code: "base/x", severity: "error", parameters: {}, path: [] };
const WARNING: Plan["problems"][number] = { ...ERROR, severity: "warning" };

test("jobs that vanish come first, and equal jobs are only counted", () => {
  const { clusters, jobCounts } = toPlanSummary({
    files: [],
    jobs: [job("a/1", "same"), job("a/2", "added"), job("a/3", "changed"), job("a/4", "removed"), job("own", "removed", null)],
  });
  expect(clusters.map(({ cluster, jobs, sameCount }) => [cluster, jobs.map(({ jobName }) => jobName), sameCount])).toEqual([
    ["alpha", ["a/4", "a/3", "a/2"], 1],
    [null, ["own"], 0],
  ]);
  expect(jobCounts).toEqual({ added: 1, changed: 1, removed: 2, same: 1 });
});

test("clusters without a change are left out, the others are sorted by name", () => {
  const jobs = [job("c/1", "added", "c"), job("b/1", "same", "b"), job("a/1", "added", "a")];
  expect(toPlanSummary({ files: [], jobs }).clusters.map(({ cluster }) => cluster)).toEqual(["a", "c"]);
});

test("only files that differ are listed, all are counted", () => {
  const { changedFiles, fileCounts } = toPlanSummary({ jobs: [], files: [file("a", "same"), file("b", "changed")] });
  expect(changedFiles.map(({ path }) => path)).toEqual(["b"]);
  expect(fileCounts).toEqual({ added: 0, changed: 1, removed: 0, same: 1 });
});

const SAVED = { hasUnsaved: false, isRunning: false, canOverwrite: false };
const FOREIGN: Plan["problems"][number] = { ...ERROR, code: "deployment/drift" };

test.each([
  ["a plan with changes can be deployed", PLAN, SAVED, "ready"],
  ["warnings do not block", { ...PLAN, problems: [WARNING] }, SAVED, "ready"],
  ["errors block, even when nothing changed", { ...PLAN, isUpToDate: true, problems: [WARNING, ERROR] }, SAVED, "blocked"],
  ["nothing to deploy", { ...PLAN, isUpToDate: true }, SAVED, "up_to_date"],
  ["what is seen but not saved is not deployed", PLAN, { ...SAVED, hasUnsaved: true }, "unsaved"],
  ["one deployment at a time", PLAN, { ...SAVED, hasUnsaved: true, isRunning: true }, "running"],
  ["a foreign file is not replaced unasked", { ...PLAN, problems: [FOREIGN] }, SAVED, "foreign_file"],
  ["a foreign file is replaced when asked", { ...PLAN, problems: [FOREIGN] }, { ...SAVED, canOverwrite: true }, "ready"],
  [
    "asking does not help against other errors",
    { ...PLAN, problems: [FOREIGN, ERROR] },
    { ...SAVED, canOverwrite: true },
    "blocked",
  ],
  [
    "the same bytes may be put back over a foreign file",
    { ...PLAN, isUpToDate: true },
    { ...SAVED, canOverwrite: true },
    "ready",
  ],
  ["what happens to the targets must be known", PLAN, { ...SAVED, isForeseeing: true }, "foreseeing"],
  ["and be acknowledged", PLAN, { ...SAVED, openFindings: 1 }, "unacknowledged"],
  ["unless nothing changes", { ...PLAN, isUpToDate: true }, { ...SAVED, isForeseeing: true }, "up_to_date"],
])("verdict: %s", (_guarantee, plan, state, expected) => {
  expect(toDeployVerdict(plan, state)).toBe(expected);
});

test.each([
  ["equal", { ...PLAN, isUpToDate: true }, false, true, "in_sync"],
  ["different", PLAN, false, true, "out_of_sync"],
  ["never deployed", PLAN, false, false, "never_deployed"],
  ["cannot be rendered", { ...PLAN, problems: [ERROR] }, false, true, "blocked"],
  ["not answered yet", undefined, true, true, "checking"],
  ["no answer is not a guess", undefined, false, true, "unknown"],
])("sync: %s", (_guarantee, plan, isLoading, hasLive, expected) => {
  expect(toSyncState(plan, { isLoading, hasLive })).toBe(expected);
});

const FROZEN = { code: "guard/frozen", severity: "error", parameters: {}, path: [] } as const;
const RAN = { revisionId: "r", number: 1, wasLive: true };
test.each([
  ["nothing in the way", {}, null, { mode: "deploy", isHeld: false, needsReason: false }],
  ["frozen", { problems: [FROZEN] }, null, { mode: "deploy", isHeld: true, needsReason: false }],
  [
    "protected: somebody is asked, also during a freeze",
    { problems: [FROZEN], needsApproval: true },
    null,
    { mode: "ask", isHeld: false },
  ],
  ["back to what ran", {}, RAN, { mode: "rollback", isHeld: false, needsReason: false }],
  ["back to what ran during a freeze", { problems: [FROZEN] }, RAN, { mode: "rollback", isHeld: false, needsReason: true }],
  [
    "back to what ran on a protected server",
    { needsApproval: true },
    RAN,
    { mode: "rollback", isHeld: false, needsReason: true },
  ],
  ["back to what never ran", { needsApproval: true }, { ...RAN, wasLive: false }, { mode: "rollback", isHeld: true }],
] as const)("the button, %s", (_when, holds, rollback, expected) => {
  const all = {
    problems: [...("problems" in holds ? holds.problems : [])],
    opensAt: null,
    needsApproval: "needsApproval" in holds,
  };
  expect(toDeployMode({ holds: all as unknown as Plan["holds"], rollback })).toMatchObject(expected);
});

test.each([
  ["held", { isHeld: true, openFindings: 1 }],
  ["foreseeing", { isForeseeing: true, openFindings: 1 }],
  ["unacknowledged", { openFindings: 1, openNumbers: 1 }],
  ["untyped", { openNumbers: 1, lacksReason: true }],
  ["needs_reason", { lacksReason: true }],
  ["ready", {}],
] as const)("what is open is asked for in order: %s", (verdict, state) => {
  const rest = { hasUnsaved: false, isRunning: false, canOverwrite: false };
  expect(toDeployVerdict(PLAN, { ...rest, ...state })).toBe(verdict);
});
