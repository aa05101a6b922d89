import fc from "fast-check";
import { type Comparison, compareRules, compareVerdicts, renderConfig } from "./compare-rules";
import type { Promtool } from "./promtool";
import { ruleCase } from "./rule-cases";

export type Suite = "rules" | "targets";

/** Runs one comparison of one suite; the same seed and count give the same cases. */
export function runSuite(suite: Suite, promtool: Promtool, options: { seed: number; count: number }): Comparison {
  const cases = fc.sample(ruleCase, { seed: options.seed, numRuns: options.count });
  if (suite === "rules") return compareRules(promtool, cases);
  return compareVerdicts(
    promtool,
    cases.map((one) => renderConfig(one, [])),
  );
}
