import type { ImplicitStep, TargetTranscript } from "@/lib/prometheus/target-pipeline";
import { type LabelRow, toLabelRows } from "@/lib/relabel/label-rows";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { RelabelEffect, RelabelStep } from "@/lib/relabel/transcript";
import type { Problem } from "@/lib/result";
import { type RuleLine, toRuleLine } from "./rule-line";

export type RuleStepView = {
  /** From 1, as people count. */
  readonly number: number;
  /** Line of the rule in its text; null when it was not read from one. */
  readonly line: number | null;
  readonly rule: RuleLine;
  /** As it was written, for those who explain it. */
  readonly written: RelabelRule;
  readonly effect: RelabelEffect;
  readonly changes: readonly LabelRow[];
  readonly unchanged: readonly LabelRow[];
  /** Labels whose value Prometheus leaves to chance. */
  readonly undefinedLabels: readonly string[];
};

/** What Prometheus does by itself; its checks stand here too, although they change nothing. */
export type ImplicitStepView = {
  readonly kind: ImplicitStep["kind"] | "checks_passed" | "checks_failed";
  readonly changes: readonly LabelRow[];
};

export type OutcomeView =
  | { readonly kind: "kept"; readonly scrapeUrl: string; readonly interval: string; readonly timeout: string }
  | { readonly kind: "dropped"; readonly step: RuleStepView | null }
  | { readonly kind: "error"; readonly problem: Problem };

/** A transcript, ready to draw. */
export type TranscriptView = {
  /** What the job adds before the first rule. */
  readonly defaults: readonly LabelRow[];
  readonly steps: readonly RuleStepView[];
  readonly implicit: readonly ImplicitStepView[];
  readonly outcome: OutcomeView;
  /** Labels that the target's series get; empty unless it is kept. */
  readonly publicLabels: LabelSet;
  /** What stays inside Prometheus: `__address__`, `__scheme__` and so on. */
  readonly internalLabels: LabelSet;
};

/** Arranges a transcript for people: only what changed in each step, with the rest at hand. */
export function toTranscriptView(transcript: TargetTranscript): TranscriptView {
  const { discovered, defaults, outcome } = transcript;
  const steps = transcript.steps.map(toRuleStep);
  const isKept = outcome.kind === "kept";
  return {
    defaults: changesBetween(discovered, defaults),
    steps,
    implicit: toImplicitSteps(transcript),
    outcome: toOutcome(outcome, steps),
    publicLabels: isKept ? outcome.publicLabels : {},
    internalLabels: isKept ? withoutPublic(outcome.labels) : {},
  };
}

/** One rule's step: what changed, with the rest at hand. */
export function toRuleStep({ index, rule, action, effect, before, after, undefinedLabels }: RelabelStep): RuleStepView {
  const rows = toLabelRows(before, after ?? before);
  return {
    number: index + 1,
    line: rule.ranges?.rule.line ?? null,
    rule: toRuleLine(rule, action, before),
    written: rule,
    effect,
    changes: rows.filter(({ change }) => change !== "same"),
    unchanged: rows.filter(({ change }) => change === "same"),
    undefinedLabels,
  };
}

/** In Prometheus's order: a default port, the checks, then what is done to a target that passed them. */
function toImplicitSteps({ implicit, outcome }: TargetTranscript): ImplicitStepView[] {
  if (outcome.kind === "dropped") return [];
  const views = implicit.map(({ kind, before, after }) => ({ kind, changes: changesBetween(before, after) }));
  const isPort = ({ kind }: ImplicitStepView) => kind === "default_port";
  const checks: ImplicitStepView = { kind: outcome.kind === "kept" ? "checks_passed" : "checks_failed", changes: [] };
  return [...views.filter(isPort), checks, ...views.filter((view) => !isPort(view))];
}

function toOutcome(outcome: TargetTranscript["outcome"], steps: readonly RuleStepView[]): OutcomeView {
  switch (outcome.kind) {
    case "kept":
      return { kind: "kept", scrapeUrl: outcome.scrapeUrl, interval: outcome.interval, timeout: outcome.timeout };
    case "dropped":
      return { kind: "dropped", step: steps.at(-1) ?? null };
    case "error":
      return { kind: "error", problem: { ...outcome.problem, prometheus: outcome.problem.prometheus ?? outcome.message } };
  }
}

/** The rows that differ. */
export function changesBetween(before: LabelSet, after: LabelSet): LabelRow[] {
  return toLabelRows(before, after).filter(({ change }) => change !== "same");
}

function withoutPublic(labels: LabelSet): LabelSet {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name.startsWith("__")));
}
