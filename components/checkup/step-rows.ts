import { CHECKUP_STEPS, type CheckupStep, type CheckupStepName } from "@/lib/clusters/checkup-schema";
import type { CheckupProgress } from "./checkup-progress";

export type StepState = CheckupStep["state"] | "waiting" | "running";
export type StepRow = { readonly name: CheckupStepName; readonly state: StepState; readonly step: CheckupStep | null };

/** All steps in their order; the first without an answer is the one that runs. */
export function toStepRows(steps: readonly CheckupStep[], isRunning: boolean): StepRow[] {
  const known = CHECKUP_STEPS.map((name) => ({ name, step: steps.find(({ step }) => step === name) ?? null }));
  const isOver = steps.some(({ state }) => state === "failed");
  const current = isRunning && !isOver ? known.find(({ step }) => step === null)?.name : undefined;
  return known.map(({ name, step }) => ({ name, step, state: step?.state ?? (name === current ? "running" : "waiting") }));
}

export type Verdict = "running" | "ok" | "partial" | "failed";

/** The one word above it all; null before anything was asked. */
export function verdictOf({ report, steps }: CheckupProgress, isRunning: boolean): Verdict | null {
  if (report !== null) return report.outcome;
  if (isRunning) return "running";
  return steps.some(({ state }) => state === "failed") ? "failed" : null;
}
