import type { Problem } from "@/lib/result";
import type { ConfigProblem } from "./config-jobs";
import { causesOf, explainDifferences, type LabelDifference, reasonOf } from "./explain-run";
import type { Expectation } from "./rule-test";
import type { TestOutcome, TestRun } from "./run-test";

/** A problem as reports show it: a sentence in the reader's language, and Prometheus's own words when it has some. */
export type ReportedProblem = {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly code: string;
  readonly message: string;
  readonly prometheus: string | null;
};

export type ReportedExpectation =
  | { readonly labels: Readonly<Record<string, string>> }
  | { readonly dropped: true }
  | { readonly error: "config" | "target" };

/** As in the file, with what a file does not say: the URL of a kept target, the number of the dropping rule. */
export type ReportedOutcome =
  | { readonly labels: Readonly<Record<string, string>>; readonly url: string }
  | { readonly dropped: true; readonly rule: number }
  | { readonly error: "config" | "target" };

/** One test under one version. */
export type ReportedRun = {
  readonly name: string;
  readonly line: number;
  readonly prometheus: string;
  readonly status: TestRun["status"];
  readonly expected: ReportedExpectation;
  readonly actual: ReportedOutcome | null;
  /** How many outcomes this Prometheus may come to: more than 1 where it leaves a label to chance. */
  readonly possible: number;
  /** Why it failed; null for a test that passed. */
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly differences: readonly LabelDifference[];
  readonly problems: readonly ReportedProblem[];
};

export type ReportedFile = {
  readonly file: string;
  /** What keeps the file from being run at all. */
  readonly problems: readonly ReportedProblem[];
  readonly tests: readonly ReportedRun[];
};

/** The document of `promfleet test --format json`. */
export type TestReport = {
  readonly passed: number;
  readonly failed: number;
  readonly broken: number;
  readonly files: readonly ReportedFile[];
};

/** The sentence of a problem in the reader's language. */
export type SayProblem = (problem: Problem) => string;

export function reportRun(run: TestRun, say: SayProblem): ReportedRun {
  const { test, version, status, outcome, possible } = run;
  const reason = run.status === "broken" ? run.problems[0]?.problem : reasonOf(run);
  return {
    name: test.name,
    line: test.range.line,
    prometheus: version.text,
    status,
    expected: toReportedExpectation(test.expected),
    actual: outcome === null ? null : toReportedOutcome(outcome),
    possible,
    reason: reason ? { code: reason.code, message: say(reason) } : null,
    differences: explainDifferences(run),
    problems: causesOf(run).map((found) => reportProblem(found, say)),
  };
}

export function reportProblem({ file, problem }: ConfigProblem, say: SayProblem): ReportedProblem {
  return {
    file,
    line: problem.range?.line ?? null,
    column: problem.range?.column ?? null,
    code: problem.code,
    message: say(problem),
    prometheus: problem.prometheus ?? null,
  };
}

export function sumReport(files: readonly ReportedFile[]): TestReport {
  const count = (status: TestRun["status"]) => files.flatMap(({ tests }) => tests).filter((run) => run.status === status).length;
  const unread = files.filter(({ problems }) => problems.length > 0).length;
  return { passed: count("passed"), failed: count("failed"), broken: count("broken") + unread, files };
}

function toReportedExpectation(expected: Expectation): ReportedExpectation {
  switch (expected.kind) {
    case "labels":
      return { labels: expected.labels };
    case "dropped":
      return { dropped: true };
    case "error":
      return { error: expected.stage };
  }
}

function toReportedOutcome(outcome: TestOutcome): ReportedOutcome {
  switch (outcome.kind) {
    case "labels":
      return { labels: outcome.labels, url: outcome.url };
    case "dropped":
      return { dropped: true, rule: outcome.rule };
    case "error":
      return { error: outcome.stage };
  }
}
