import { finishTarget } from "@/lib/prometheus/finish-target";
import { addDefaults } from "@/lib/prometheus/target-job";
import { type TargetOutcome, type TargetPipeline, type TargetTranscript, traceTarget } from "@/lib/prometheus/target-pipeline";
import type { CompiledRule } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { traceRules } from "@/lib/relabel/transcript";

/** Enough for any collision that a person can follow. */
const OUTCOMES_MAX = 64;

/** What may become of a target: more than one outcome where Prometheus leaves a label to chance. */
export type PossibleOutcomes = {
  readonly transcript: TargetTranscript;
  /** The transcript's own outcome first. */
  readonly outcomes: readonly [TargetOutcome, ...TargetOutcome[]];
};

/** Runs the pipeline, and again for every label that may win where a labelmap maps several labels to one name. */
export function possibleOutcomes(pipeline: TargetPipeline, discovered: LabelSet): PossibleOutcomes {
  const transcript = traceTarget(pipeline, discovered);
  if (transcript.steps.every(({ undefinedLabels }) => undefinedLabels.length === 0)) {
    return { transcript, outcomes: [transcript.outcome] };
  }
  const ends: TargetOutcome[] = [];
  follow(pipeline, pipeline.rules, addDefaults(pipeline.job, discovered, pipeline.version), ends);
  const seen = new Set([keyOf(transcript.outcome)]);
  const others = ends.filter((outcome) => {
    const key = keyOf(outcome);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return { transcript, outcomes: [transcript.outcome, ...others] };
}

function follow(pipeline: TargetPipeline, rules: readonly CompiledRule[], start: LabelSet, ends: TargetOutcome[]): void {
  let labels = start;
  for (const [position, rule] of rules.entries()) {
    if (ends.length >= OUTCOMES_MAX) return;
    const { steps, labels: after } = traceRules([rule], labels);
    if (after === null) {
      ends.push({ kind: "dropped", ruleIndex: rule.index });
      return;
    }
    const chance = steps[0]?.undefinedLabels ?? [];
    if (chance.length > 0) {
      const rest = rules.slice(position + 1);
      for (const variant of variantsOf(rule, labels, after, chance)) follow(pipeline, rest, variant, ends);
      return;
    }
    labels = after;
  }
  ends.push(finishTarget(pipeline.job, labels, pipeline.version).outcome);
}

/** Every way in which the labels named may come out of a labelmap. */
function variantsOf(rule: CompiledRule, before: LabelSet, after: LabelSet, names: readonly string[]): LabelSet[] {
  let variants: LabelSet[] = [after];
  for (const name of names) {
    const values = candidatesFor(rule, before, name);
    variants = variants.flatMap((labels) => values.map((value) => toLabelSet([...Object.entries(labels), [name, value]])));
    if (variants.length > OUTCOMES_MAX) return variants.slice(0, OUTCOMES_MAX);
  }
  return variants;
}

/** A label alone shows by itself what the rule maps it to. */
function candidatesFor(rule: CompiledRule, before: LabelSet, name: string): string[] {
  const values = Object.entries(before).flatMap(([source, value]) => {
    const alone = traceRules([rule], toLabelSet([[source, value]])).steps[0];
    const isMapped = alone?.effect !== "no_match" && alone?.after?.[name] === value;
    return isMapped ? [value] : [];
  });
  return [...new Set(values)];
}

function keyOf(outcome: TargetOutcome): string {
  if (outcome.kind === "dropped") return `dropped ${outcome.ruleIndex}`;
  if (outcome.kind === "error") return `error ${outcome.message}`;
  return JSON.stringify(Object.entries(outcome.labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
