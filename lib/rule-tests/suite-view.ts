import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { type Problem, problem } from "@/lib/result";
import type { CompiledJob } from "./config-jobs";
import { causesOf, explainDifferences, type LabelDifference, reasonOf } from "./explain-run";
import { compileLabJob } from "./lab-test";
import { parseSuite } from "./parse-suite";
import type { RuleTest } from "./rule-test";
import { runTest, runTestWith, type TestRun } from "./run-test";

/** Versions of a test that end alike, ready to draw. */
export type RunView = {
  readonly versions: readonly string[];
  readonly status: TestRun["status"];
  /** Why it did not pass. */
  readonly reason: Problem | null;
  readonly differences: readonly LabelDifference[];
  readonly problems: readonly Problem[];
  /** Prometheus leaves a label to chance. */
  readonly isUndefined: boolean;
};

export type TestView = {
  readonly name: string;
  readonly line: number;
  readonly expected: RuleTest["expected"]["kind"];
  readonly status: TestRun["status"];
  readonly versions: readonly string[];
  readonly runs: readonly RunView[];
};

export type SuiteView = {
  /** What keeps the text from being read. */
  readonly problems: readonly Problem[];
  readonly tests: readonly TestView[];
  readonly counts: Readonly<Record<TestRun["status"], number>>;
};

/**
 * Runs the tests of a text for people to look at.
 *
 * @param draft the lab's rules and job, to run the tests with them; null to run each with its own
 */
export function viewSuite(text: string, draft: LabDraft | null): SuiteView {
  const suite = text.trim() === "" ? ({ ok: true, value: { tests: [] } } as const) : parseSuite(text);
  const tests = suite.ok ? suite.value.tests.map((test) => viewTest(test, draft)) : [];
  const count = (status: TestRun["status"]) => tests.filter((test) => test.status === status).length;
  const counts = { passed: count("passed"), failed: count("failed"), broken: count("broken") };
  return { problems: suite.ok ? [] : suite.problems, tests, counts };
}

function viewTest(test: RuleTest, draft: LabDraft | null): TestView {
  const runs = test.versions.map((version) => {
    const compiled: CompiledJob | null = draft === null ? null : compileLabJob(draft, version.version);
    return compiled === null ? runTest(test, version, "", () => null) : runTestWith(compiled, test, version);
  });
  const worst = (["broken", "failed"] as const).find((status) => runs.some((run) => run.status === status)) ?? "passed";
  const versions = test.versions.map(({ text }) => text);
  return {
    name: test.name,
    line: test.range.line,
    expected: test.expected.kind,
    status: worst,
    versions,
    runs: groupAlike(runs.map(viewRun)),
  };
}

function groupAlike(runs: readonly RunView[]): RunView[] {
  const groups = new Map<string, RunView>();
  for (const run of runs) {
    const key = JSON.stringify({ ...run, versions: [] });
    const alike = groups.get(key);
    groups.set(key, alike === undefined ? run : { ...alike, versions: [...alike.versions, ...run.versions] });
  }
  return [...groups.values()];
}

function viewRun(run: TestRun): RunView {
  return {
    versions: [run.version.text],
    status: run.status,
    reason: run.status === "broken" ? problem("ruleTest/needs-config") : reasonOf(run),
    differences: explainDifferences(run),
    problems: run.status === "broken" ? [] : causesOf(run).map((cause) => cause.problem),
    isUndefined: run.possible > 1,
  };
}
