import { buildTarget, type TargetOutcome, type TargetPipeline, type TargetTranscript } from "@/lib/prometheus/target-pipeline";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { goQuote } from "@/lib/relabel/go-quote";
import { isLabelName } from "@/lib/relabel/label-name";
import { type LabelRow, toLabelRows } from "@/lib/relabel/label-rows";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { semanticsOf } from "@/lib/relabel/semantics";
import { type Problem, problem } from "@/lib/result";
import { type CompiledJob, type ConfigProblem, type Configuration, compileScrapeConfig } from "./config-jobs";
import { possibleOutcomes } from "./possible-outcomes";
import type { Expectation, RuleTest, TestedVersion } from "./rule-test";

/** What Prometheus makes of the target of a test. */
export type TestOutcome =
  | { readonly kind: "labels"; readonly labels: LabelSet; readonly url: string }
  /** `rule` is the number of the rule, from 1. */
  | { readonly kind: "dropped"; readonly rule: number }
  | { readonly kind: "error"; readonly stage: "config" | "target"; readonly problems: readonly ConfigProblem[] };

/** One test under one version. */
export type TestRun = {
  readonly test: RuleTest;
  readonly version: TestedVersion;
  /** `broken`: the test cannot be run, for its config file or job is not there. */
  readonly status: "passed" | "failed" | "broken";
  /** null for a broken test. */
  readonly outcome: TestOutcome | null;
  /** How many outcomes Prometheus may come to; more than one where it leaves a label to chance. */
  readonly possible: number;
  /** Expected and actual labels that differ; empty unless a failed test has both. */
  readonly differences: readonly LabelRow[];
  /** null where no pipeline ran, and of tests that passed at once. */
  readonly transcript: TargetTranscript | null;
  /** Why a broken test cannot be run. */
  readonly problems: readonly ConfigProblem[];
};

/** Finds the configuration of a file that tests name; null when there is none. */
export type FindConfiguration = (file: string) => Configuration | null;

/** Runs one test under one version; `file` is the name of the test file, for problems of scrape configs that stand in it. */
export function runTest(test: RuleTest, version: TestedVersion, file: string, findConfiguration: FindConfiguration): TestRun {
  return runWith(compileTestedJob(test, version.version, file, findConfiguration), test, version, file);
}

/** Runs one test with another job than its own: does it still pass with rules that are not in it? */
export function runTestWith(compiled: CompiledJob, test: RuleTest, version: TestedVersion): TestRun {
  return runWith({ kind: "there", compiled }, test, version, "");
}

function runWith(job: TestedPipeline, test: RuleTest, version: TestedVersion, file: string): TestRun {
  if (job.kind === "missing") return { ...emptyRun(test, version), status: "broken", problems: [job.problem] };
  const badNames = badLabelNames(test, version.version).map((found) => ({ file, problem: found }));
  const refused = [...(job.compiled.ok ? [] : job.compiled.problems), ...badNames];
  if (!job.compiled.ok || refused.length > 0) {
    const outcome: TestOutcome = { kind: "error", stage: "config", problems: refused };
    return { ...emptyRun(test, version), outcome, status: isExpected(test.expected, outcome) ? "passed" : "failed" };
  }
  const target = toLabelSet(test.target.map(({ name, value }) => [name, value] as const));
  const quick = quickOutcome(job.compiled.pipeline, target, file);
  if (quick !== null && isExpected(test.expected, quick)) return { ...emptyRun(test, version), status: "passed", outcome: quick };
  const { transcript, outcomes } = possibleOutcomes(job.compiled.pipeline, target);
  const possible = outcomes.map((outcome) => toTestOutcome(outcome, file));
  const match = possible.find((outcome) => isExpected(test.expected, outcome));
  const outcome = match ?? possible[0] ?? null;
  const status = match === undefined ? "failed" : "passed";
  return {
    ...emptyRun(test, version),
    status,
    outcome,
    transcript,
    possible: possible.length,
    differences: differencesOf(test.expected, outcome, status),
  };
}

/** Without a record of the steps, which only a failed test needs; null where that cannot say all. */
function quickOutcome(pipeline: TargetPipeline, target: LabelSet, file: string): TestOutcome | null {
  // A labelmap may leave labels to chance, and a drop has to name its rule.
  const outcome = pipeline.rules.some(({ action }) => action === "labelmap") ? null : buildTarget(pipeline, target);
  return outcome === null ? null : toTestOutcome(outcome, file);
}

function emptyRun(test: RuleTest, version: TestedVersion): TestRun {
  return { test, version, status: "failed", outcome: null, possible: 1, differences: [], transcript: null, problems: [] };
}

type TestedPipeline =
  | { readonly kind: "missing"; readonly problem: ConfigProblem }
  | { readonly kind: "there"; readonly compiled: CompiledJob };

function compileTestedJob({ job }: RuleTest, version: PrometheusVersion, file: string, find: FindConfiguration): TestedPipeline {
  if (job.kind === "inline") {
    const compiled = compileScrapeConfig(job.scrapeConfig, version);
    if (compiled.ok) return { kind: "there", compiled: { ok: true, pipeline: compiled.value } };
    const [first, ...rest] = compiled.problems;
    const problems = [{ file, problem: first }, ...rest.map((found) => ({ file, problem: found }))] as const;
    return { kind: "there", compiled: { ok: false, problems } };
  }
  const configuration = find(job.config);
  if (configuration === null) {
    const found = problem("ruleTest/config-missing", { range: job.range, parameters: { file: job.config } });
    return { kind: "missing", problem: { file, problem: found } };
  }
  const [first, ...rest] = configuration.check(version);
  if (first !== undefined) return { kind: "there", compiled: { ok: false, problems: [first, ...rest] } };
  const compiled = configuration.compile(job.job, version);
  const isMissing = !compiled.ok && compiled.problems[0].problem.code === "ruleTest/unknown-job";
  if (!isMissing) return { kind: "there", compiled };
  return { kind: "missing", problem: { file, problem: { ...compiled.problems[0].problem, range: job.range } } };
}

/** Discovery cannot deliver a label with such a name: a configuration or a file that has it is refused as a whole. */
function badLabelNames({ target }: RuleTest, version: PrometheusVersion): Problem[] {
  const semantics = semanticsOf(version);
  const bad = target.filter(({ name }) => !isLabelName(name, semantics));
  return bad.map(({ name, range }) =>
    problem("label/name", { range, parameters: { name }, prometheus: `${goQuote(name)} is not a valid label name` }),
  );
}

function toTestOutcome(outcome: TargetOutcome, file: string): TestOutcome {
  switch (outcome.kind) {
    case "kept":
      return { kind: "labels", labels: outcome.labels, url: outcome.scrapeUrl };
    case "dropped":
      return { kind: "dropped", rule: outcome.ruleIndex + 1 };
    case "error":
      return { kind: "error", stage: "target", problems: [{ file, problem: outcome.problem }] };
  }
}

function isExpected(expected: Expectation, outcome: TestOutcome): boolean {
  switch (expected.kind) {
    case "labels":
      return outcome.kind === "labels" && hasSameLabels(expected.labels, outcome.labels);
    case "dropped":
      return outcome.kind === "dropped";
    case "error":
      return outcome.kind === "error" && outcome.stage === expected.stage;
  }
}

/** Both are prototype-free and hold no empty value. */
function hasSameLabels(a: LabelSet, b: LabelSet): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

function differencesOf(expected: Expectation, outcome: TestOutcome | null, status: TestRun["status"]): LabelRow[] {
  if (status === "passed" || expected.kind !== "labels" || outcome?.kind !== "labels") return [];
  return toLabelRows(expected.labels, outcome.labels).filter(({ change }) => change !== "same");
}
