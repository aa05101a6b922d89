import type { CheckupEvent, CheckupReport } from "@/lib/clusters/checkup-schema";

/** A report that may still be growing. */
export type CheckupProgress = Pick<CheckupReport, "steps" | "chain" | "permissions" | "fetches" | "excess" | "warnings"> & {
  /** The whole, once it is there. */
  readonly report: CheckupReport | null;
  /** Something of ours broke; there will be no report. */
  readonly isBroken: boolean;
};

export const NO_CHECKUP: CheckupProgress = {
  steps: [],
  chain: null,
  permissions: [],
  fetches: [],
  excess: null,
  warnings: [],
  report: null,
  isBroken: false,
};

/** A finished report in the same form, to be drawn by the same components. */
export function toProgress(report: CheckupReport): CheckupProgress {
  const { steps, chain, permissions, fetches, excess, warnings } = report;
  return { steps, chain, permissions, fetches, excess, warnings, report, isBroken: false };
}

/** What is known after one more event; the report at the end stands for all that came before. */
export function addCheckupEvent(before: CheckupProgress, event: CheckupEvent): CheckupProgress {
  switch (event.kind) {
    case "step":
      return { ...before, steps: [...before.steps, event.step] };
    case "chain":
      return { ...before, chain: event.chain };
    case "permission":
      return { ...before, permissions: [...before.permissions, event.permission] };
    case "fetch":
      return { ...before, fetches: [...before.fetches, event.fetch] };
    case "excess":
      return { ...before, excess: event.excess };
    case "warning":
      return { ...before, warnings: [...before.warnings, event.warning] };
    case "report":
      return toProgress(event.report);
    case "broken":
      return { ...before, isBroken: true };
  }
}
