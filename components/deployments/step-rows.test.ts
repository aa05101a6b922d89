import { expect, test } from "vitest";
import type { Deployment, DeploymentStep } from "@/lib/deployments/schema";
import { durationOf, toProblem, toStepRows } from "./step-rows";

const START_MS = Date.parse("2026-01-01T00:00:00.000Z");
const at = (ms: number) => new Date(START_MS + ms).toISOString();

function step(
  name: DeploymentStep["name"],
  status: DeploymentStep["status"],
  fromMs: number,
  toMs: number | null,
): DeploymentStep {
  return { name, status, detail: [], startedAt: at(fromMs), finishedAt: toMs === null ? null : at(toMs) };
}

function outline(status: Deployment["status"], steps: DeploymentStep[], nowMs = 0): string[] {
  return toStepRows({ status, steps }, START_MS + nowMs).map(({ name, state, durationMs }) => `${name} ${state} ${durationMs}`);
}

test.each<[string, string[], string[]]>([
  [
    "every step is there before the first began, undoing is not",
    outline("queued", []),
    ["render", "validate", "preflight", "stage", "commit", "reload", "verify"].map((name) => `${name} waiting null`),
  ],
  [
    "a running step counts up to now",
    outline("validating", [step("render", "done", 0, 40), step("validate", "running", 40, null)], 240).slice(0, 3),
    ["render done 40", "validate running 200", "preflight waiting null"],
  ],
  [
    "a clock that is behind never shows a negative time",
    outline("validating", [step("render", "running", 500, null)], 0).slice(0, 1),
    ["render running 0"],
  ],
  [
    "what a rejected deployment did not come to was not reached",
    outline("rejected", [step("render", "done", 0, 10), step("validate", "failed", 10, 20)]).slice(1, 3),
    ["validate failed 10", "preflight not_reached null"],
  ],
  [
    "undoing shows once it has begun, last",
    outline("rolling_back", [step("reload", "failed", 0, 10), step("undo", "running", 10, null)], 30).slice(-2),
    ["verify waiting null", "undo running 20"],
  ],
  [
    "a step that was tried twice shows the last attempt",
    outline("reloading", [step("reload", "failed", 0, 10), step("reload", "done", 10, 15)]).filter((row) =>
      row.startsWith("reload"),
    ),
    ["reload done 5"],
  ],
])("%s", (_guarantee, seen, expected) => {
  expect(seen).toEqual(expected);
});

test("a stored problem without a place has no place, not an undefined one", () => {
  const problem = toProblem({
    code: "a/b",
    severity: "error",
    parameters: {},
    path: [],
    range: undefined,
    prometheus: undefined,
  });
  expect(Object.keys(problem)).toEqual(["code", "severity", "parameters", "path"]);
});

test("a deployment that ended lasts no longer", () => {
  expect(durationOf({ createdAt: at(0), finishedAt: at(1_500) }, START_MS + 99_000)).toBe(1_500);
  expect(durationOf({ createdAt: at(0), finishedAt: null }, START_MS + 99_000)).toBe(99_000);
});
