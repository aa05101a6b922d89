import type { BuiltJob } from "@/lib/job-templates";
import type { DiscoveryRole, ScrapeConfig } from "@/lib/prometheus/scrape-config";
import { type TargetPipeline, traceTarget } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";
import { type ExplainedOutcome, explainOutcome } from "@/lib/relabel-lab/explain-outcome";
import { explainRule } from "@/lib/relabel-lab/explain-rule";
import type { Explanation } from "@/lib/relabel-lab/explanation";
import type { Problem } from "@/lib/result";
import { type AbsentReason, absentReason } from "./absent-reason";
import { findMending, type Mending } from "./find-mending";
import type { ObjectFacts, ObjectPart } from "./schema";

/** Where a rule dropped a target, why, and what would let it pass. */
export type DroppedTarget = {
  readonly kind: "dropped";
  readonly labels: LabelSet;
  /** From 0. */
  readonly ruleIndex: number;
  readonly rule: RelabelConfig;
  readonly ruleText: Explanation;
  readonly reason: Explanation;
  /** Null when no annotation or label of the object decides it. */
  readonly mending: Mending | null;
};

export type KeptDoctorTarget = {
  readonly kind: "kept";
  readonly labels: LabelSet;
  readonly scrapeUrl: string;
  readonly publicLabels: LabelSet;
};

/** What became of one discovered target; equal ones are told once, with how many there were. */
export type TargetVerdict = { readonly count: number } & (
  | KeptDoctorTarget
  | DroppedTarget
  | { readonly kind: "refused"; readonly labels: LabelSet; readonly problem: Problem }
);

export type JobVerdict = "scraped" | "dropped" | "refused" | "not_discovered" | "unknown";

export type JobDiagnosis = {
  /** `job_name` of the scrape config. */
  readonly jobName: string;
  readonly template: BuiltJob["template"];
  /** Null for a job with a fixed target. */
  readonly role: DiscoveryRole | null;
  readonly verdict: JobVerdict;
  /** Why there is nothing to see; null when something was discovered. */
  readonly absent: AbsentReason | null;
  readonly targets: readonly TargetVerdict[];
};

export type DiagnoseInput = {
  readonly facts: ObjectFacts;
  readonly parts: readonly ObjectPart[];
  readonly jobs: readonly BuiltJob[];
  readonly version: PrometheusVersion;
};

/** Tells for each job of a cluster whether an object is scraped, and if not, which step lost it. */
export function diagnoseJobs({ facts, parts, jobs, version }: DiagnoseInput): JobDiagnosis[] {
  return jobs.map(({ template, config }) => {
    const discovery = config.kubernetes_sd_configs?.[0] ?? null;
    const role = discovery?.role ?? null;
    const part = parts.find((one) => one.role === role) ?? null;
    const targets = judgeTargets(config, part?.targets ?? [], facts, version);
    const absent = targets.length > 0 ? null : absentReason(role, facts, part);
    return { jobName: config.job_name, template, role, verdict: verdictOf(targets, absent), absent, targets };
  });
}

/** A job's pipeline; null when its rules do not compile, which templates' rules do. */
export function pipelineOf(config: ScrapeConfig, version: PrometheusVersion): TargetPipeline | null {
  const rules = compileRules(config.relabel_configs, version);
  return rules.ok ? { job: config, rules: rules.value, version } : null;
}

const ORDER = { kept: 0, refused: 1, dropped: 2 } as const;

function judgeTargets(
  config: ScrapeConfig,
  discovered: readonly Readonly<Record<string, string>>[],
  facts: ObjectFacts,
  version: PrometheusVersion,
): TargetVerdict[] {
  const pipeline = pipelineOf(config, version);
  if (pipeline === null) return [];
  const groups = new Map<string, TargetVerdict>();
  for (const labels of discovered) {
    const verdict = judge(pipeline, config, toLabelSet(labels), facts);
    const key = groupKey(verdict);
    const known = groups.get(key);
    groups.set(key, known === undefined ? verdict : { ...known, count: known.count + 1 });
  }
  return [...groups.values()].sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

function judge(pipeline: TargetPipeline, config: ScrapeConfig, labels: LabelSet, facts: ObjectFacts): TargetVerdict {
  const { outcome, steps } = traceTarget(pipeline, labels);
  if (outcome.kind === "error") return { kind: "refused", count: 1, labels, problem: outcome.problem };
  if (outcome.kind === "kept") {
    const { scrapeUrl, publicLabels } = outcome;
    return { kind: "kept", count: 1, labels, scrapeUrl, publicLabels };
  }
  const { ruleIndex } = outcome;
  const rule = config.relabel_configs[ruleIndex] ?? {};
  const dropped: ExplainedOutcome = { kind: "dropped", ruleIndex, rule, labels: steps.at(-1)?.before ?? labels };
  return {
    kind: "dropped",
    count: 1,
    labels,
    ruleIndex,
    rule,
    ruleText: explainRule(rule, pipeline.version),
    reason: explainOutcome(dropped, pipeline.version),
    mending: findMending({ pipeline, rules: config.relabel_configs, labels, facts }),
  };
}

function groupKey(verdict: TargetVerdict): string {
  switch (verdict.kind) {
    case "kept":
      return JSON.stringify([verdict.scrapeUrl, Object.entries(verdict.publicLabels).sort()]);
    case "refused":
      return JSON.stringify(verdict.problem);
    case "dropped":
      return JSON.stringify([verdict.ruleIndex, verdict.reason, verdict.mending?.changes]);
  }
}

function verdictOf(targets: readonly TargetVerdict[], absent: AbsentReason | null): JobVerdict {
  const [first] = targets;
  if (first === undefined) return absent === "unreadable" ? "unknown" : "not_discovered";
  if (first.kind === "kept") return "scraped";
  return first.kind;
}
