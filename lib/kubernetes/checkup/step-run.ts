import "server-only";
import type { CheckupCode, CheckupStep, CheckupStepName } from "@/lib/clusters/checkup-schema";
import { failureOf } from "@/lib/http/outbound-outcome";
import type { OutboundFailure } from "@/lib/outbound-endpoint";

export type StepParameters = CheckupStep["parameters"];

/** Ends a step with the name of what is wrong. */
export class StepFailure extends Error {
  readonly code: CheckupCode;
  readonly parameters: StepParameters;

  constructor(code: CheckupCode, parameters: StepParameters = {}) {
    super(code);
    this.name = "StepFailure";
    this.code = code;
    this.parameters = parameters;
  }
}

/** Runs one step and says how it went; whatever is thrown becomes a code of the closed list. */
export async function runStep<T>(
  step: CheckupStepName,
  place: { readonly host: string; readonly port: number },
  work: () => Promise<T>,
): Promise<{ step: CheckupStep; value: T | null }> {
  const startedAt = performance.now();
  const passed = () => Math.round(performance.now() - startedAt);
  try {
    const value = await work();
    return { step: { step, state: "ok", code: null, parameters: { ...place }, durationMs: passed() }, value };
  } catch (error) {
    const { code, parameters } = error instanceof StepFailure ? error : { code: codeOfFailure(failureOf(error)), parameters: {} };
    return { step: { step, state: "failed", code, parameters: { ...place, ...parameters }, durationMs: passed() }, value: null };
  }
}

/** A step that was not run because one before it failed. */
export function skippedStep(step: CheckupStepName): CheckupStep {
  return { step, state: "skipped", code: null, parameters: {}, durationMs: 0 };
}

/** Every failure of a connection is a code of the checkup. */
export function codeOfFailure(failure: OutboundFailure): CheckupCode {
  return failure;
}
