import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { YamlNode } from "@/lib/prometheus/yaml-node";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { TextRange } from "@/lib/result";

/** Which job a test runs: written into the test, or a job of a config file. */
export type TestedJob =
  | { readonly kind: "inline"; readonly scrapeConfig: YamlNode }
  | { readonly kind: "by_name"; readonly config: string; readonly job: string; readonly range: TextRange };

export type Expectation =
  | { readonly kind: "labels"; readonly labels: LabelSet }
  | { readonly kind: "dropped" }
  /** `config`: Prometheus refuses the configuration; `target`: a check of the pipeline refuses the target. */
  | { readonly kind: "error"; readonly stage: "config" | "target" };

/** A release as the file spells it, and as it was understood. */
export type TestedVersion = { readonly text: string; readonly version: PrometheusVersion };

/** One label as discovery gives it, with the place of its name. */
export type TargetLabel = { readonly name: string; readonly value: string; readonly range: TextRange };

export type RuleTest = {
  readonly name: string;
  /** Where the test begins in its file. */
  readonly range: TextRange;
  readonly job: TestedJob;
  readonly target: readonly TargetLabel[];
  readonly versions: readonly TestedVersion[];
  readonly expected: Expectation;
};

/** A test file that was read. */
export type TestSuite = { readonly tests: readonly RuleTest[] };

/** The config files that tests of the suite name, each once, as written. */
export function configFilesOf({ tests }: TestSuite): string[] {
  return [...new Set(tests.flatMap(({ job }) => (job.kind === "by_name" ? [job.config] : [])))];
}
