import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { Evaluation } from "./evaluate-targets";
import type { Funnel, FunnelStep } from "./lab-request";

type FunnelInput = { readonly evaluation: Evaluation; readonly rulesOff: readonly number[]; readonly total: number };

/** How many targets each rule saw and what it did to them, in order; a rule that is off lets all of them pass. */
export function toFunnel(
  rules: readonly RelabelRule[],
  { evaluation: { tallies, keptCount, refusedCount }, rulesOff, total }: FunnelInput,
): Funnel {
  const byIndex = new Map(tallies.map((tally) => [tally.index, tally]));
  const off = new Set(rulesOff);
  let entering = total;
  const steps = rules.map((rule, index): FunnelStep => {
    const { dropped, changed, matched } = byIndex.get(index) ?? { dropped: 0, changed: 0, matched: 0 };
    const step = { number: index + 1, rule, isOff: off.has(index), entering, dropped, changed, matched };
    entering -= dropped;
    return { ...step, unaffected: step.entering - dropped - changed };
  });
  return { steps, total, kept: keptCount, refused: refusedCount, dropped: total - keptCount - refusedCount };
}
