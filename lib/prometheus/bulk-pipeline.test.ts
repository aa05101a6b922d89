// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of Prometheus look like those of JavaScript

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type RuleTally, tallyRules } from "@/lib/relabel/apply";
import { type CompiledRule, compileRules } from "@/lib/relabel/compile";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import { RELABEL_ACTIONS } from "@/lib/relabel/relabel-config";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { toShaped } from "@/lib/relabel/shape-table";
import type { RelabelStep } from "@/lib/relabel/transcript";
import { buildTarget, compilePipeline, type TargetJob, type TargetPipeline, traceTarget } from "./target-pipeline";
import { type PrometheusVersion, parsePrometheusVersion } from "./versions";

const VERSIONS = ["2.42.0", "2.53.3", "3.5.3"];

function toVersion(text: string): PrometheusVersion {
  return parsePrometheusVersion(text) ?? { major: 0, minor: 0, patch: 0 };
}

/** The counters that the steps of the transcripts add up to. */
function countSteps(rules: readonly CompiledRule[], steps: readonly RelabelStep[]): RuleTally[] {
  const tallies = tallyRules(rules);
  for (const { index, action, effect } of steps) {
    const tally = tallies.find((one) => one.index === index);
    if (tally === undefined) throw new Error("a step of a rule that is not there");
    const isDropping = action === "drop" || action === "dropequal";
    if (effect === "dropped") tally.dropped += 1;
    if (["added", "changed", "removed"].includes(effect)) tally.changed += 1;
    if (effect !== "no_match" && (effect === "kept" || effect === "dropped" ? isDropping === (effect === "dropped") : true)) {
      tally.matched += 1;
    }
  }
  return tallies;
}

/** The same targets through both paths, twice: memory of earlier targets must not show. */
function expectAgreement(pipeline: TargetPipeline, targets: readonly LabelSet[]): void {
  const tallies = tallyRules(pipeline.rules);
  const run = compilePipeline(pipeline, tallies);
  const runUncounted = compilePipeline(pipeline);
  const many = [...targets, ...targets];
  const before = structuredClone(many.map((labels) => Object.entries(labels)));
  const transcripts = many.map((labels) => traceTarget(pipeline, labels));
  // Laid out once and run twice, as in the lab.
  const laidOut = targets.map(toShaped);
  const twice = [...laidOut, ...laidOut];
  const outcomes = twice.map(run);
  expect(outcomes).toEqual(transcripts.map(({ outcome }) => outcome));
  expect(twice.map(runUncounted)).toEqual(outcomes);
  expect(many.map((labels) => buildTarget(pipeline, labels))).toEqual(
    outcomes.map((outcome) => (outcome.kind === "dropped" ? null : outcome)),
  );
  expect(tallies).toEqual(
    countSteps(
      pipeline.rules,
      transcripts.flatMap(({ steps }) => steps),
    ),
  );
  expect(many.map((labels) => Object.entries(labels))).toEqual(before);
}

const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("__address__", "__scheme__", "__metrics_path__", "job", "instance", "a", "b", "c") },
  { weight: 3, arbitrary: fc.constantFrom("__meta_x", "__meta_y", "__meta_x_1", "__param_q", "__tmp", "__scrape_interval__") },
  // Names that JavaScript objects treat in their own way.
  { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", "1", "0", "42", "ä", "😀") },
);
const value = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "b",
    "true",
    "http",
    "https",
    "a;b",
    "x\ny",
    "10.0.0.1:80",
    "10.0.0.1",
    "[::1]",
    "/m",
    "30s",
    "ÄÖ",
    "9100",
  ),
  fc.string({ maxLength: 6, unit: "grapheme" }),
);
const regex = fc.oneof(
  fc.constantFrom(
    "(.*)",
    "(.+)",
    ".*",
    ".+",
    "",
    "a",
    "a|b",
    "true",
    "(https?)",
    "(a)|b",
    "x)|(y",
    "[a-z_]+",
    "(?i)A",
    "([^:]+)",
  ),
  fc.constantFrom(
    "__meta_(.+)",
    "__meta_(.*)",
    "__meta_x_(.+)|a",
    "(?:__meta_|__)(.+)",
    "([^:]+)(?::\\d+)?;(\\d+)",
    "(.+):(\\d+)",
  ),
  fc.constantFrom("[^/]+", "(\\w+)", "([a-z]*)(\\d*)", "(.+?)(?:;.*)?", "(?:a|b)(.*)", "(?P<n>.+);(.*)", "\\d+", "(.*);(.*)"),
);
const rule: fc.Arbitrary<RelabelRule> = fc.record(
  {
    source_labels: fc.array(name, { maxLength: 3 }),
    separator: fc.constantFrom(";", "", "-"),
    regex,
    modulus: fc.constantFrom(1, 7, 1000),
    target_label: fc.oneof(name, fc.constantFrom("t", "${1}", "t_$1", "$n", "__meta_$1")),
    replacement: fc.constantFrom("$1", "", "x", "${1}y", "$0", "new_$1", "$1:$2", "$2", "${n}", "/$1"),
    action: fc.constantFrom(...RELABEL_ACTIONS),
  },
  { requiredKeys: ["action"] },
);
const target = fc
  .tuple(fc.dictionary(name, value, { maxKeys: 10 }), fc.boolean())
  .map(([labels, hasAddress]) => toLabelSet(hasAddress ? { __address__: "h:1", ...labels } : labels));
const job: fc.Arbitrary<TargetJob> = fc.record(
  {
    job_name: fc.constantFrom("j", "web"),
    scheme: fc.constantFrom("http", "https"),
    metrics_path: fc.constantFrom("/metrics", "/m?x"),
    scrape_interval: fc.constantFrom("30s", "1m"),
    params: fc.constantFrom({}, { q: ["1", "2"] }, { q: [""], z: ["é"] }),
  },
  { requiredKeys: ["job_name"] },
);

test("many targets end as each ends alone, and the counters add up, for any rules, targets, job and version", () => {
  let ruleCount = 0;
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 6 }),
      fc.array(target, { maxLength: 5 }),
      job,
      fc.constantFrom(...VERSIONS).map(toVersion),
      (rules, targets, ofJob, version) => {
        const compiled = compileRules(
          rules.filter((one) => compileRules([one], version).ok),
          version,
        );
        if (!compiled.ok) throw new Error("rules that compile alone compile together");
        ruleCount += compiled.value.length;
        // Rules switched off leave gaps in the numbers.
        const on = compiled.value.filter(({ index }) => index !== 1);
        expectAgreement({ job: ofJob, rules: on, version }, targets);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(ruleCount).toBeGreaterThan(2_000);
});

test.each(VERSIONS)("the public vectors end alike on both paths, as %s", (versionText) => {
  const version = toVersion(versionText);
  const lines = readFileSync(new URL("../relabel/testdata/relabel.public.json", import.meta.url), "utf8").split("\n");
  let compiledCount = 0;
  for (const line of lines.filter((one) => one.startsWith("{"))) {
    const vector = JSON.parse(line.replace(/,$/, "")) as {
      scrape: TargetJob;
      relabel_configs: RelabelRule[] | null;
      target: Record<string, string>;
    };
    const rules = compileVector(vector.relabel_configs, version);
    if (rules === null) continue;
    compiledCount += 1;
    expectAgreement({ job: vector.scrape, rules, version }, [toLabelSet(vector.target)]);
  }
  expect(compiledCount).toBeGreaterThan(1_000);
});

/** null for rules that do not compile, or that need YAML's own reading of scalars. */
function compileVector(rules: RelabelRule[] | null, version: PrometheusVersion): CompiledRule[] | null {
  const texts = (rules ?? []).flatMap((one) => [one?.regex, one?.replacement, one?.target_label, one?.separator, one?.action]);
  const isPlain = texts.every((text) => text === undefined || text === null || typeof text === "string");
  const hasIntegers = (rules ?? []).every((one) => Number.isInteger(one?.modulus ?? 0));
  if (!isPlain || !hasIntegers || !(rules ?? []).every((one) => Array.isArray(one?.source_labels ?? []))) return null;
  const compiled = compileRules(rules ?? [], version);
  return compiled.ok ? compiled.value : null;
}
