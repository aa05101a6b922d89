import type { TargetTranscript } from "@/lib/prometheus/target-pipeline";
import { withDefaults } from "@/lib/relabel/relabel-rule";
import type { RelabelStep } from "@/lib/relabel/transcript";
import { type Problem, problem } from "@/lib/result";
import type { TestRun } from "./run-test";

/** A label that is not as expected, and the last rule that had a hand in it. */
export type LabelDifference = {
  readonly label: string;
  /** null: not expected to be there. */
  readonly expected: string | null;
  /** null: not there. */
  readonly actual: string | null;
  /** From 1; null when no rule changed the label. */
  readonly rule: number | null;
};

/** Why a test failed, in one sentence; null when it passed or could not run. */
export function reasonOf(run: TestRun): Problem | null {
  const { outcome, status, test, differences } = run;
  if (status !== "failed" || outcome === null) return null;
  const { expected } = test;
  if (outcome.kind === "dropped") return droppingReason(run.transcript, outcome.rule);
  if (outcome.kind === "error") {
    return problem(outcome.stage === "config" ? "ruleTest/config-refused" : "ruleTest/target-refused");
  }
  if (expected.kind === "labels") return problem("ruleTest/labels-differ", { parameters: { count: differences.length } });
  if (expected.kind === "dropped") return problem("ruleTest/not-dropped");
  return problem(expected.stage === "config" ? "ruleTest/config-accepted" : "ruleTest/target-accepted");
}

/** What stands behind the reason: Prometheus's own complaints, or why the test cannot run. */
export function causesOf({ outcome, problems, status }: TestRun): TestRun["problems"] {
  if (status === "broken") return problems;
  return status === "failed" && outcome?.kind === "error" ? outcome.problems : [];
}

export function explainDifferences({ differences, transcript }: TestRun): LabelDifference[] {
  return differences.map(({ name, was, now }) => ({
    label: name,
    expected: was,
    actual: now,
    rule: transcript === null ? null : lastRuleOn(transcript.steps, name),
  }));
}

function lastRuleOn(steps: readonly RelabelStep[], label: string): number | null {
  const step = steps.findLast(({ before, after }) => after !== null && before[label] !== after[label]);
  return step === undefined ? null : step.index + 1;
}

const DROPPING = {
  keep: "ruleTest/dropped-by-keep",
  drop: "ruleTest/dropped-by-drop",
  keepequal: "ruleTest/dropped-by-keepequal",
  dropequal: "ruleTest/dropped-by-dropequal",
} as const;

function droppingReason(transcript: TargetTranscript | null, rule: number): Problem {
  const step = transcript?.steps.at(-1);
  const action = step?.action as keyof typeof DROPPING | undefined;
  // Where a label is left to chance the dropping rule may be another one than in the transcript.
  if (step === undefined || step.index + 1 !== rule || action === undefined) {
    return problem("ruleTest/dropped-by-rule", { parameters: { rule } });
  }
  const complete = withDefaults(step.rule);
  const value = complete.source_labels.map((name) => step.before[name] ?? "").join(complete.separator);
  const parameters = {
    rule,
    source: complete.source_labels.join(complete.separator),
    value: JSON.stringify(value),
    regex: complete.regex,
    target: complete.target_label,
  };
  return problem(DROPPING[action], { parameters });
}
