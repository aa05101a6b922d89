import type { KeptTarget } from "@/lib/prometheus/target-pipeline";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import type { Finding } from "./finding";
import type { RuleFacts } from "./rule-facts";

/** What one rule did to the loaded targets; `RuleTally` of lib/relabel/apply is one. */
export type CheckedTally = {
  readonly index: number;
  readonly matched: number;
  readonly dropped: number;
  readonly changed: number;
};

export type TargetsContext = {
  readonly rules: readonly RuleFacts[];
  readonly tallies: readonly CheckedTally[];
  readonly kept: readonly KeptTarget[];
  /** Labels as they entered the rules. */
  readonly discovered: readonly LabelSet[];
  /** All loaded targets, dropped and refused ones too. */
  readonly targetCount: number;
  readonly version: RelabelVersion;
};

/** One thing that can be wrong with what rules make of targets; needs loaded targets. */
export type TargetCheck = {
  readonly name: string;
  /** Shown to people: rules that can have the finding, and better ones. */
  readonly example: { readonly wrong: string; readonly right: string };
  readonly find: (context: TargetsContext) => Finding[];
};
