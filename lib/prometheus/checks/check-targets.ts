import type { KeptTarget } from "@/lib/prometheus/target-pipeline";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Finding, Rules } from "./finding";

/** What one rule did to the loaded targets; `RuleTally` of lib/relabel/apply is one. */
export type CheckedTally = {
  readonly index: number;
  readonly matched: number;
  readonly dropped: number;
  readonly changed: number;
};

/** Loaded targets and what the rules made of them. */
export type CheckTargetsInput = {
  readonly rules: Rules;
  /** Of the rules that ran: a rule that is switched off has none. */
  readonly tallies: readonly CheckedTally[];
  readonly kept: Iterable<KeptTarget>;
  /** Labels as they entered the rules; enough of them is enough, the checks look at the first few thousand. */
  readonly discovered?: Iterable<LabelSet>;
  /** All loaded targets, dropped and refused ones too. */
  readonly targetCount: number;
};

/** Finds what is suspicious in what the rules did to the loaded targets. */
export function checkTargets(_input: CheckTargetsInput): Finding[] {
  return [];
}
