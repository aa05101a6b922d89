import { compareNames } from "./label-order";
import type { LabelSet } from "./label-set";

export type LabelChange = "same" | "added" | "changed" | "removed";
export type LabelRow = {
  readonly name: string;
  readonly was: string | null;
  readonly now: string | null;
  readonly change: LabelChange;
};

/** Lays two label sets side by side, in Prometheus's order of names, as a table of one relabel step shows them. */
export function toLabelRows(before: LabelSet, after: LabelSet): LabelRow[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].sort(compareNames).map((name) => {
    const was = before[name] ?? null;
    const now = after[name] ?? null;
    return { name, was, now, change: changeOf(was, now) };
  });
}

function changeOf(was: string | null, now: string | null): LabelChange {
  if (was === null) return "added";
  if (now === null) return "removed";
  return was === now ? "same" : "changed";
}
