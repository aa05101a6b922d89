import type { RuleOutcome } from "./actions";
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
  readonly labels: LabelSet | null;
};

const FILTERS = new Set<RelabelAction>(["keep", "drop", "keepequal", "dropequal"]);

/**
 * Applies rules in order and keeps every step, for people who ask "why was this dropped?".
 *
 * @param labels of one target, `__meta_*` included; not modified
 */
export function traceRules(rules: readonly CompiledRule[], labels: LabelSet): RelabelTrace {
  const steps: RelabelStep[] = [];
  let current: LabelSet | null = labels;
  for (const rule of rules) {
    if (current === null) break;
    const step = traceRule(rule, current);
    steps.push(step);
    current = step.after;
  }
  return { steps, labels: current };
}

function traceRule({ index, rule, action, run }: CompiledRule, before: LabelSet): RelabelStep {
  const draft = new LabelDraft(before);
  const outcome = run(draft);
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
