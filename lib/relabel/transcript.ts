import type { RuleOutcome } from "./actions";
import { runRule } from "./apply";
import type { CompiledRule } from "./compile";
import { LabelDraft } from "./label-draft";
import { type LabelChange, toLabelRows } from "./label-rows";
import type { LabelSet } from "./label-set";
import type { RelabelAction } from "./relabel-config";
import type { RelabelRule } from "./relabel-rule";

/**
 * What one rule did to one target. `kept`: a filter let it pass; `none`: the rule applied but everything was already so;
 * `changed` also stands for a mixture.
 */
export type RelabelEffect = "added" | "changed" | "removed" | "dropped" | "kept" | "no_match" | "none";

export type RelabelStep = {
  /** Place of the rule, from 0. */
  readonly index: number;
  readonly rule: RelabelRule;
  readonly action: RelabelAction;
  readonly effect: RelabelEffect;
  readonly before: LabelSet;
  /** null when the rule dropped the target. */
  readonly after: LabelSet | null;
  /** Labels whose value Prometheus leaves to chance: several labels were mapped to that name. */
  readonly undefinedLabels: readonly string[];
};

export type RelabelTrace = {
  /** One per rule that ran: a drop ends the list. */
  readonly steps: readonly RelabelStep[];
  /** What the last rule left; null when a rule dropped the target. */
  readonly labels: LabelSet | null;
  /** The rules want more work than one target may make: those without a step were not run. */
  readonly isExhausted: boolean;
};

const FILTERS = new Set<RelabelAction>(["keep", "drop", "keepequal", "dropequal"]);

/**
 * Applies rules in order and keeps every step, for people who ask "why was this dropped?".
 *
 * @param labels of one target, `__meta_*` included; not modified
 */
export function traceRules(rules: readonly CompiledRule[], labels: LabelSet): RelabelTrace {
  const steps: RelabelStep[] = [];
  let current: LabelSet = labels;
  let effort = 0;
  for (const rule of rules) {
    const draft = new LabelDraft(current);
    draft.effort = effort;
    const outcome = runRule(rule, draft);
    if (outcome === "exceeded") return { steps, labels: current, isExhausted: true };
    const step = toStep(rule, outcome, current, draft);
    steps.push(step);
    if (step.after === null) return { steps, labels: null, isExhausted: false };
    current = step.after;
    effort = draft.effort;
  }
  return { steps, labels: current, isExhausted: false };
}

function toStep({ index, rule, action }: CompiledRule, outcome: RuleOutcome, before: LabelSet, draft: LabelDraft): RelabelStep {
  const after = outcome === "dropped" ? null : draft.labels;
  const effect = effectOf(outcome, action, before, draft.labels);
  return { index, rule, action, effect, before, after, undefinedLabels: [...new Set(draft.collisions)] };
}

/** Names what a rule did, by its outcome and the labels on both sides of it. */
export function effectOf(outcome: RuleOutcome, action: RelabelAction, before: LabelSet, after: LabelSet): RelabelEffect {
  if (outcome === "dropped") return "dropped";
  if (FILTERS.has(action)) return "kept";
  if (outcome === "no_match") return "no_match";
  const changes = new Set<LabelChange>(toLabelRows(before, after).map((row) => row.change));
  changes.delete("same");
  const [only] = changes;
  if (only === undefined || only === "same") return "none";
  return changes.size === 1 ? only : "changed";
}
