import { type BulkOutcome, compilePipeline, type TargetPipeline } from "@/lib/prometheus/target-pipeline";
import { type RuleTally, tallyRules } from "@/lib/relabel/apply";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type ShapedLabels, toShaped } from "@/lib/relabel/shape-table";
import { matchesTerms, parseTargetFilter } from "./target-filter";

/** Codes of outcomes; what a rule dropped has the number of the rule, from 0. */
export const KEPT = -1;
export const REFUSED = -2;

/** What became of every target, in as few bytes as that takes. */
export type Evaluation = {
  /** By target: KEPT, REFUSED, or the rule (from 0) that dropped it. */
  readonly codes: Int32Array;
  readonly tallies: readonly RuleTally[];
  readonly keptCount: number;
  readonly refusedCount: number;
  /** Runs one target again, for its details. */
  readonly run: (discovered: LabelSet) => BulkOutcome;
};

/** Targets between two chances to stop. */
const SLICE = 128;

/** Runs all targets; it yields now and then so that its driver can let go. */
export function* evaluateTargets(pipeline: TargetPipeline, targets: readonly ShapedLabels[]): Generator<void, Evaluation> {
  const tallies = tallyRules(pipeline.rules);
  const run = compilePipeline(pipeline, tallies);
  const codes = new Int32Array(targets.length);
  let keptCount = 0;
  let refusedCount = 0;
  for (const [index, target] of targets.entries()) {
    if (index % SLICE === SLICE - 1) yield;
    const code = codeOf(run(target));
    codes[index] = code;
    if (code === KEPT) keptCount += 1;
    if (code === REFUSED) refusedCount += 1;
  }
  const runOne = compilePipeline(pipeline);
  return { codes, tallies, keptCount, refusedCount, run: (discovered) => runOne(toShaped(discovered)) };
}

function codeOf(outcome: BulkOutcome): number {
  if (outcome.kind === "dropped") return outcome.ruleIndex;
  return outcome.kind === "kept" ? KEPT : REFUSED;
}

/** Which targets a filter text lets through, by their labels as discovered or as kept; null for all. */
export function* filterTargets(
  { codes, run }: Evaluation,
  targets: readonly LabelSet[],
  text: string,
): Generator<void, Uint8Array | null> {
  const terms = parseTargetFilter(text);
  if (terms === null) return null;
  const isShown = new Uint8Array(targets.length);
  for (const [index, target] of targets.entries()) {
    if (index % SLICE === SLICE - 1) yield;
    const outcome = codes[index] === KEPT ? run(target) : null;
    const sets = outcome?.kind === "kept" ? [target, outcome.labels] : [target];
    isShown[index] = matchesTerms(terms, sets) ? 1 : 0;
  }
  return isShown;
}
