import { DEPLOYMENT_STEPS, type Deployment, type DeploymentStep, isFinal } from "@/lib/deployments/schema";
import type { Problem } from "@/lib/result";

export type StepName = DeploymentStep["name"];
/** A step that has no entry yet waits, or was never reached when the deployment is over. */
export type StepState = DeploymentStep["status"] | "waiting" | "not_reached";
export type StepRow = {
  readonly name: StepName;
  readonly state: StepState;
  /** null before the start; of a running step, what has passed until now. */
  readonly durationMs: number | null;
  readonly detail: readonly Problem[];
};

/**
 * Lays a deployment out as the list of all its steps, in their order.
 * Undoing is no part of a deployment that goes well, and targets can be compared only where they were foreseen: their rows
 * appear once they have begun.
 */
export function toStepRows(deployment: Pick<Deployment, "steps" | "status">, nowMs: number): StepRow[] {
  const isOver = isFinal(deployment.status);
  return DEPLOYMENT_STEPS.flatMap((name) => {
    // A step that was tried again (recovery after a restart) shows its last attempt.
    const step = deployment.steps.findLast((candidate) => candidate.name === name);
    if (step !== undefined) return [toRow(step, nowMs)];
    if (name === "undo" || name === "compare" || name === "settle") return [];
    return [{ name, state: isOver ? "not_reached" : "waiting", durationMs: null, detail: [] }];
  });
}

function toRow({ name, status, detail, startedAt, finishedAt }: DeploymentStep, nowMs: number): StepRow {
  const endMs = finishedAt === null ? nowMs : Date.parse(finishedAt);
  // The browser's clock may be behind the server's.
  return { name, state: status, durationMs: Math.max(0, endMs - Date.parse(startedAt)), detail: detail.map(toProblem) };
}

type StoredProblem = Deployment["problems"][number];

/** Gives a stored problem the exact shape of a Problem: absent fields are absent, not undefined. */
export function toProblem({ range, prometheus, ...rest }: StoredProblem): Problem {
  return { ...rest, ...(range === undefined ? {} : { range }), ...(prometheus === undefined ? {} : { prometheus }) };
}

/** Milliseconds from creation to the end, or to now while it runs. */
export function durationOf({ createdAt, finishedAt }: Pick<Deployment, "createdAt" | "finishedAt">, nowMs: number): number {
  return Math.max(0, (finishedAt === null ? nowMs : Date.parse(finishedAt)) - Date.parse(createdAt));
}
