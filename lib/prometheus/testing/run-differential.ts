import fc from "fast-check";
import { type ConfigComparison, compareConfigs } from "./compare-configs";
import { type Comparison, compareRules, compareVerdicts, renderConfig } from "./compare-rules";
import { compareTargets } from "./compare-targets";
import { configCase, mutatedConfig } from "./config-cases";
import { findPromtools, type Promtool } from "./promtool";
import { ruleCase } from "./rule-cases";

/** What one run compares: labels behind the rules, refusals of targets, kept targets, whole configs, broken YAML. */
export type Suite = "rules" | "refusals" | "targets" | "configs" | "yaml";

/** Cases of each suite and version in one full run: more than 20,000 together. */
const FULL_RUN: Readonly<Record<Suite, number>> = { rules: 5_000, refusals: 2_000, targets: 1_000, configs: 1_000, yaml: 1_000 };
const SHOWN_MAX = 10;

/** Runs everything on every promtool that can be had and reports line by line. */
export function runAll({ seed, factor, say }: { seed: number; factor: number; say: (line: string) => void }): {
  differences: number;
} {
  let cases = 0;
  let differences = 0;
  for (const promtool of findPromtools()) {
    for (const [suite, count] of Object.entries(FULL_RUN) as [Suite, number][]) {
      const result = runSuite(suite, promtool, { seed, count: Math.ceil(count * factor) });
      cases += result.cases;
      differences += result.differences.length;
      say(
        `${promtool.versionText} ${suite}: ${result.cases} cases, ${result.undefinedCases} undefined, ${result.differences.length} differences${sayMore(result)}`,
      );
      for (const { input, ours, theirs } of result.differences.slice(0, SHOWN_MAX)) {
        say(`${input}\n  ours:   ${JSON.stringify(ours)}\n  theirs: ${JSON.stringify(theirs)}\n`);
      }
    }
  }
  say(`seed ${seed}: ${cases} cases, ${differences} differences`);
  return { differences };
}

/** For whole configs: sentences that differ, and verdicts that a named rule explains. */
function sayMore(result: Comparison | ConfigComparison): string {
  if (!("explained" in result)) return "";
  const explained = Object.entries(result.explained).map(([name, count]) => `${count} ${name}`);
  return [`, ${result.otherWords.length} refused in other words`, ...explained].join(", ");
}

/** Runs one comparison of one suite; the same seed and count give the same cases. */
export function runSuite(
  suite: Suite,
  promtool: Promtool,
  { seed, count }: { seed: number; count: number },
): Comparison | ConfigComparison {
  const sample = <T>(arbitrary: fc.Arbitrary<T>) => fc.sample(arbitrary, { seed, numRuns: count });
  switch (suite) {
    case "rules":
      return compareRules(promtool, sample(ruleCase));
    case "targets":
      return compareTargets(promtool, sample(ruleCase));
    case "refusals":
      return compareVerdicts(promtool, sample(ruleCase.map((one) => renderConfig(one, []))));
    case "configs":
      return compareConfigs(promtool, sample(configCase));
    case "yaml":
      return compareConfigs(promtool, sample(mutatedConfig));
  }
}
