import type { RuleOutcome } from "./actions";
import type { CompiledRule } from "./compile";
import { EFFORT_PER_LABEL } from "./effort";
import { type Draft, LabelDraft } from "./label-draft";
import type { LabelSet } from "./label-set";

/**
 * What one rule did to many targets, counted. Targets that reached it: all, less those that earlier rules dropped.
 * Mutable on purpose: counting must not cost an object per target.
 */
export type RuleTally = {
  /** `CompiledRule.index`: place in the list as written, from 0. */
  index: number;
  /** Targets that its regex or comparison matched; those that a `drop` then dropped are among them. */
  matched: number;
  /** Targets that ended here. */
  dropped: number;
  /** Targets that left it with other labels than they came with. */
  changed: number;
};

/**
 * Applies rules in order, as fast as we can; `traceRules` does the same and explains.
 *
 * @param labels of one target, `__meta_*` included; not modified
 * @returns the same object when nothing changed, null when a rule dropped the target; what the rules had made of it when
 *   they want more work than one target may make (`runRules` tells)
 * @see https://github.com/prometheus/prometheus/blob/main/model/relabel/relabel.go
 */
export function applyRules(rules: readonly CompiledRule[], labels: LabelSet): LabelSet | null {
  const draft = new LabelDraft(labels);
  return runRules(rules, draft) === null ? draft.labels : null;
}

/** One counter per rule, all at zero. */
export function tallyRules(rules: readonly CompiledRule[]): RuleTally[] {
  return rules.map(({ index }) => ({ index, matched: 0, dropped: 0, changed: 0 }));
}

/**
 * Runs the rules on a draft and counts; `tallies` are those of the same rules, in their order. Ends early when they want
 * more work than one target may make: `draft.isExhausted` is true then.
 *
 * @returns the rule that dropped the target, null when none did
 */
export function runRules(rules: readonly CompiledRule[], draft: Draft, tallies?: readonly RuleTally[]): CompiledRule | null {
  for (let position = 0; position < rules.length; position++) {
    const rule = rules[position];
    if (rule === undefined) break;
    const changesBefore = draft.changeCount;
    const outcome = runRule(rule, draft);
    if (outcome === "exceeded") break;
    const tally = tallies?.[position];
    if (tally !== undefined) count(tally, rule, outcome, draft.changeCount > changesBefore);
    if (outcome === "dropped") return rule;
  }
  return null;
}

/** One rule, and what explaining it would cost: both paths stop at the same rule. */
export function runRule({ run }: CompiledRule, draft: Draft): RuleOutcome {
  return draft.spend(draft.size * EFFORT_PER_LABEL) ? run(draft) : "exceeded";
}

const DROP_ON_MATCH: ReadonlySet<string> = new Set(["drop", "dropequal"]);

function count(tally: RuleTally, { action }: CompiledRule, outcome: RuleOutcome, isChanged: boolean): void {
  if (outcome === "dropped") tally.dropped += 1;
  if (outcome === "matched" || (outcome === "dropped" && DROP_ON_MATCH.has(action))) tally.matched += 1;
  if (isChanged) tally.changed += 1;
}
