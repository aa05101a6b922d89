import { expect, test } from "vitest";
import { DEPLOYMENT_STATUSES, type DeploymentStatus, type DeploymentStep } from "@/lib/deployments/schema";
import { toFilesNow } from "./files-now";

const EXPECTED: Record<DeploymentStatus, string> = {
  queued: "before",
  validating: "before",
  staged: "before",
  written: "this",
  reloading: "this",
  waiting: "this",
  unknown: "this",
  verifying: "this",
  rolling_back: "unknown",
  live: "this",
  rejected: "before",
  rolled_back: "before",
  needs_hands: "unknown",
};

test.each(DEPLOYMENT_STATUSES)("%s says which files are on disk", (status) => {
  expect(toFilesNow({ status, steps: [] })).toBe(EXPECTED[status]);
});

test("while the main file is being switched nobody knows", () => {
  const commit: DeploymentStep = {
    name: "commit",
    status: "running",
    detail: [],
    startedAt: "2026-01-01T00:00:00Z",
    finishedAt: null,
  };
  expect(toFilesNow({ status: "staged", steps: [commit] })).toBe("unknown");
});
