import "server-only";
import { finishStep, noteStep, startStep } from "@/lib/db/deployments";
import type { DeploymentStep } from "@/lib/deployments/schema";
import { type Failure, ok, type Problem, type Result } from "@/lib/result";
import { failpoint } from "./failpoint";

/** What a step came to: a value, with facts worth keeping, or problems. */
export type StepOutcome<T> =
  | { readonly ok: true; readonly value: T; readonly facts?: readonly Problem[]; readonly isSkipped?: boolean }
  | Failure;

/** Replaces the facts of the running step, before the side effect that they describe. */
export type Note = (facts: readonly Problem[]) => Promise<void>;

/**
 * Runs one step between two rows of the journal: announced before its first side effect, ended with what was seen.
 * A step that throws stays "running" in the journal, because nobody knows what it has done; recovery finds out.
 */
export async function runStep<T>(
  deploymentId: string,
  name: DeploymentStep["name"],
  work: (note: Note) => Promise<StepOutcome<T>>,
): Promise<Result<T>> {
  await failpoint(`${name}.unannounced`);
  const stepId = await startStep(deploymentId, name);
  await failpoint(`${name}.announced`);
  const outcome = await work((facts) => noteStep(stepId, facts));
  await failpoint(`${name}.done`);
  if (outcome.ok) await finishStep(stepId, outcome.isSkipped === true ? "skipped" : "done", outcome.facts ?? []);
  else await finishStep(stepId, "failed", outcome.problems);
  await failpoint(`${name}.noted`);
  return outcome.ok ? ok(outcome.value) : outcome;
}
