import { expect, test } from "vitest";
import type { CheckupEvent, CheckupPermission, CheckupStep } from "@/lib/clusters/checkup-schema";
import { addCheckupEvent, NO_CHECKUP } from "./checkup-progress";
import { deniedJobs, toMatrix } from "./permission-matrix-rows";
import { toStepRows, verdictOf } from "./step-rows";

const step = (name: CheckupStep["step"], state: CheckupStep["state"] = "ok"): CheckupStep => ({
  step: name,
  state,
  code: state === "failed" ? "refused" : null,
  parameters: { host: "h", port: 1 },
  durationMs: 5,
});
const stepEvent = (...of: Parameters<typeof step>): CheckupEvent => ({ kind: "step", step: step(...of) });

test("while it runs, the first step without an answer is the one at work", () => {
  const progress = [stepEvent("dns"), stepEvent("tcp")].reduce(addCheckupEvent, NO_CHECKUP);
  expect(toStepRows(progress.steps, true).map(({ state }) => state)).toEqual(["ok", "ok", "running", "waiting", "waiting"]);
  expect(verdictOf(progress, true)).toBe("running");
});

test("a checkup that broke off still says what failed", () => {
  const progress = [stepEvent("dns"), stepEvent("tcp", "failed"), { kind: "broken" } as const].reduce(
    addCheckupEvent,
    NO_CHECKUP,
  );
  expect(verdictOf(progress, false)).toBe("failed");
  expect(progress.isBroken).toBe(true);
});

test("nothing asked, nothing said", () => {
  expect(verdictOf(NO_CHECKUP, false)).toBeNull();
});

const permission = (job: string, verb: CheckupPermission["verb"], resource: string, rest: Partial<CheckupPermission> = {}) => ({
  ...{ job, template: job, verb, apiGroup: "", resource, subresource: null, namespace: null, name: null, nonResourceUrl: null },
  ...{ state: "allowed" as const, ...rest },
});

test("a row per job, a column per resource; what is missing comes first", () => {
  const permissions = [
    permission("nodes", "list", "nodes"),
    permission("nodes", "get", "nodes", { subresource: "proxy", state: "denied" }),
    permission("pods", "list", "pods"),
    permission("pods", "watch", "pods", { state: "unknown" }),
    permission("apiservers", "get", "", { nonResourceUrl: "/metrics" }),
    permission("ingresses", "list", "ingresses", { apiGroup: "networking.k8s.io", namespace: "shop" }),
  ];
  const { columns, rows } = toMatrix(permissions);
  expect(columns.map(({ resource, group, place }) => `${resource} ${group} ${place}`.trim())).toEqual([
    "nodes/proxy",
    "nodes",
    "pods",
    "/metrics",
    "ingresses networking.k8s.io -n shop",
  ]);
  const drawn = rows.map(({ job, cells, deniedCount }) => [job, deniedCount, Object.values(cells).flat().length]);
  expect(drawn).toEqual([
    ["nodes", 1, 2],
    ["pods", 0, 2],
    ["apiservers", 0, 1],
    ["ingresses", 0, 1],
  ]);
  expect(deniedJobs(permissions)).toEqual(["nodes"]);
});
