import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileRules } from "@/lib/relabel/compile";
import { isLabelName } from "@/lib/relabel/label-name";
import { toLabelSet } from "@/lib/relabel/label-set";
import { semanticsOf } from "@/lib/relabel/semantics";
import { readRelabelConfigs } from "./read-relabel-configs";
import { buildTarget, type TargetJob, traceTarget } from "./target-pipeline";
import { parsePrometheusVersion } from "./versions";

type Kept = { outcome: "kept"; labels: Record<string, string>; scrapeUrl?: string };
type Expected = { versions: string[] } & (
  | Kept
  | { outcome: "dropped" }
  | { outcome: "error"; stage: "config" | "target"; error: string }
  | { outcome: "varies"; alternatives: Kept[] }
);
type Vector = {
  id: string;
  note: string;
  scrape: TargetJob;
  /** YAML text of the rules: numbers count by their spelling, which JSON.parse would lose. */
  rules: string;
  target: Record<string, string>;
  expect: Expected[];
};

const FILE = new URL("../relabel/testdata/relabel.public.json", import.meta.url);

const VECTORS = readFileSync(FILE, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("{"))
  .map(readVector);

/** One case per line. */
function readVector(line: string): Vector {
  const [, rules = ""] = /"relabel_configs":(.*?),"target":\{/.exec(line) ?? [];
  // JSON writes astral characters as two escapes, which YAML 1.1 does not know.
  const text = rules.replace(/\\u(d[89ab]..)\\u(d[c-f]..)/gi, (pair) => JSON.parse(`"${pair}"`) as string);
  return { ...(JSON.parse(line.replace(/,$/, "")) as Omit<Vector, "rules">), rules: text };
}

/** What we make of a case, in the form of its expectation. */
function simulate({ scrape, rules: text, target }: Vector, versionText: string): unknown {
  const version = parsePrometheusVersion(versionText) ?? { major: 0, minor: 0, patch: 0 };
  // In the measured files static_configs stand before the rules, and the first mistake is the message.
  const badName = Object.keys(target).find((name) => !isLabelName(name, semanticsOf(version)));
  if (badName !== undefined) return { outcome: "error", stage: "config", error: "static label name" };
  const rules = readRelabelConfigs(text, version);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  if (!compiled.ok) return { outcome: "error", stage: "config", error: compiled.problems[0].prometheus };
  const pipeline = { job: scrape, rules: compiled.value, version };
  const { outcome } = traceTarget(pipeline, toLabelSet(target));
  expect(buildTarget(pipeline, toLabelSet(target))).toEqual(outcome.kind === "dropped" ? null : outcome);
  if (outcome.kind === "error") return { outcome: "error", stage: "target", error: outcome.message };
  if (outcome.kind === "dropped") return { outcome: "dropped" };
  return { outcome: "kept", labels: { ...outcome.labels }, scrapeUrl: outcome.scrapeUrl };
}

function agrees(actual: unknown, { versions: _, ...expected }: Expected, target: Vector["target"]): boolean {
  if (expected.outcome === "varies") {
    const { labels } = actual as Kept;
    return expected.alternatives.some((alternative) => isEqual(labels, alternative.labels));
  }
  // Which of several bad static labels is named first is map order; that one of them is bad is what counts.
  const isStaticName = (actual as { error?: string }).error === "static label name" && expected.outcome === "error";
  if (isStaticName)
    return Object.keys(target).some((name) => expected.error === `${JSON.stringify(name)} is not a valid label name`);
  return isEqual(actual, expected);
}

function isEqual(a: unknown, b: unknown): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

describe.each(["2.42.0", "2.53.3", "3.5.3"])("as the real Prometheus %s", (version) => {
  test(`all ${VECTORS.length} relabel cases agree`, () => {
    const different = VECTORS.flatMap((vector) => {
      const expected = vector.expect.find(({ versions }) => versions.includes(version));
      if (expected === undefined) return [`${vector.id}: no expectation`];
      const actual = simulate(vector, version);
      return agrees(actual, expected, vector.target)
        ? []
        : [`${vector.id} (${vector.note}): ${JSON.stringify(actual)} != ${JSON.stringify(expected)}`];
    });
    expect(different).toEqual([]);
  });
});
