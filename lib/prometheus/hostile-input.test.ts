import { expect, test } from "vitest";
import { compileRules } from "@/lib/relabel/compile";
import { toShaped } from "@/lib/relabel/shape-table";
import { type HostileCase, makeHostileCases } from "@/lib/relabel/testing/hostile-cases";
import { compilePipeline, traceTarget } from "./target-pipeline";
import { NEWEST_KNOWN_VERSION } from "./versions";

const CASES = makeHostileCases();

/** How a case ends on either path; a result that neither is would be told by its own word. */
function endOf({ rules, labels }: HostileCase): string[] {
  const compiled = compileRules(rules, NEWEST_KNOWN_VERSION);
  if (!compiled.ok) return ["refused"];
  const pipeline = { job: { job_name: "hostile" }, rules: compiled.value, version: NEWEST_KNOWN_VERSION };
  const outcomes = [compilePipeline(pipeline)(toShaped(labels)), traceTarget(pipeline, labels).outcome];
  return outcomes.map((outcome) => {
    if (outcome.kind !== "error") return outcome.kind;
    return outcome.problem.code === "target/too-much-work" ? "given up" : outcome.message;
  });
}

test("there are at least 200 hostile rules and targets", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(200);
});

test.each(CASES.map((one) => [one.name.slice(0, 80), one] as const))("%s: ends as it should, on both paths", (_name, one) => {
  const ends = endOf(one);
  expect(new Set(ends).size).toBe(1);
  expect(one.ends).toContain(ends[0]);
});
