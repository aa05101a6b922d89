import { type RuleTally, runRules } from "@/lib/relabel/apply";
import type { CompiledRule } from "@/lib/relabel/compile";
import { LabelDraft } from "@/lib/relabel/label-draft";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { ShapedLabels } from "@/lib/relabel/shape-table";
import { ShapedDraft } from "@/lib/relabel/shaped-draft";
import { type RelabelStep, traceRules } from "@/lib/relabel/transcript";
import { problem } from "@/lib/result";
import { compileFinish } from "./finish-many";
import { finishTarget, type ImplicitStep, type KeptTarget, type RefusedTarget } from "./finish-target";
import { addDefaults, compileDefaults, type TargetJob } from "./target-job";
import type { PrometheusVersion } from "./versions";

export type { ImplicitStep, KeptTarget, RefusedTarget } from "./finish-target";
export type { TargetJob } from "./target-job";

/** A job ready to turn discovered labels into targets; `rules` were compiled for the same version. */
export type TargetPipeline = {
  readonly job: TargetJob;
  readonly rules: readonly CompiledRule[];
  readonly version: PrometheusVersion;
};

export type TargetOutcome = KeptTarget | RefusedTarget | { readonly kind: "dropped"; readonly ruleIndex: number };

/** The step-by-step record of one target, from what discovery found to what is scraped. */
export type TargetTranscript = {
  readonly discovered: LabelSet;
  /** Labels entering the rules. */
  readonly defaults: LabelSet;
  readonly steps: readonly RelabelStep[];
  readonly implicit: readonly ImplicitStep[];
  readonly outcome: TargetOutcome;
};

/** Runs the whole pipeline for one target and explains every step. */
export function traceTarget({ job, rules, version }: TargetPipeline, discovered: LabelSet): TargetTranscript {
  const defaults = addDefaults(job, discovered, version);
  const { steps, labels, isExhausted } = traceRules(rules, defaults);
  const finished = labels === null || isExhausted ? null : finishTarget(job, labels, version);
  return {
    discovered,
    defaults,
    steps,
    implicit: finished?.implicit ?? [],
    outcome: isExhausted ? exhausted() : (finished?.outcome ?? { kind: "dropped", ruleIndex: steps.at(-1)?.index ?? 0 }),
  };
}

/** The same without the record; null for a target that a rule dropped. */
export function buildTarget({ job, rules, version }: TargetPipeline, discovered: LabelSet): KeptTarget | RefusedTarget | null {
  const draft = new LabelDraft(addDefaults(job, discovered, version));
  const dropping = runRules(rules, draft);
  if (draft.isExhausted) return exhausted();
  return dropping === null ? finishTarget(job, draft.labels, version).outcome : null;
}

/** Our own limit: Prometheus would go on, perhaps until its memory ends. */
function exhausted(): RefusedTarget {
  return { kind: "error", message: "target/too-much-work", problem: problem("target/too-much-work", { severity: "warning" }) };
}

/** What became of one of many targets. */
export type BulkOutcome = TargetOutcome;

/**
 * Prepares a pipeline for many targets; the function it returns agrees with `traceTarget` and explains nothing. It takes
 * labels as `toShaped` lays them out, so that targets which are run again and again are laid out once.
 *
 * @param tallies from `tallyRules` for the same rules; counted into when given
 */
export function compilePipeline(
  { job, rules, version }: TargetPipeline,
  tallies?: RuleTally[],
): (discovered: ShapedLabels) => BulkOutcome {
  const fill = compileDefaults(job, version);
  const finish = compileFinish(job, version);
  return (discovered) => {
    const draft = new ShapedDraft(discovered);
    fill(draft);
    const dropping = runRules(rules, draft, tallies);
    if (draft.isExhausted) return exhausted();
    return dropping === null ? finish(draft) : { kind: "dropped", ruleIndex: dropping.index };
  };
}

/** Two targets of a job with the same identity are one: all labels, hidden ones too, and the URL. */
export function targetIdentity({ labels, scrapeUrl }: KeptTarget): string {
  const names = Object.keys(labels).sort(compareNames);
  return JSON.stringify([scrapeUrl, ...names.map((name) => [name, labels[name]])]);
}
