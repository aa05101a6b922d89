import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import { LOCALES } from "@/lib/i18n/locales";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import { applyFix } from "@/lib/relabel-lab/apply-fix";
import { checkRules } from "./check-rules";
import type { CheckRulesOptions } from "./finding";
import { RULE_CHECKS } from "./rule-checks";
import { TARGET_CHECKS } from "./target-checks";

const V3 = { major: 3, minor: 5, patch: 3 };

function read(text: string): RelabelRule[] {
  const rules = readRelabelConfigs(text, V3);
  if (!rules.ok) throw new Error(`cannot read: ${rules.problems[0].code}\n${text}`);
  return rules.value;
}

const findingsOf = (text: string, options: Partial<CheckRulesOptions> = {}) =>
  checkRules(read(text), { version: V3, ...options });
const namesOf = (text: string, options: Partial<CheckRulesOptions> = {}) =>
  findingsOf(text, options).map(({ code }) => code.replace("finding/", ""));

test("each check is one file, and each file is in its list", () => {
  const infrastructure = ["check-", "label-flow", "field-fix", "finding", "rule-check", "rule-facts", "target-check"];
  const files = readdirSync(import.meta.dirname)
    .filter(
      (name) => name.endsWith(".ts") && !name.includes(".test.") && !infrastructure.some((prefix) => name.startsWith(prefix)),
    )
    .map((name) => name.replace(/\.ts$/, ""));
  const listed = [...RULE_CHECKS, ...TARGET_CHECKS].map(({ name }) => name);
  expect([...listed].sort()).toEqual(files.sort());
});

test("each check has its paragraph in the docs, with its examples, and a heading that the page has too", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../../docs/findings.md"), "utf8");
  for (const { name, example } of [...RULE_CHECKS, ...TARGET_CHECKS]) {
    const { title } = CATALOGUES.en.findings.catalogue[name as keyof typeof CATALOGUES.en.findings.catalogue];
    expect(docs).toContain(`<a id="${name}"></a>\n\n### ${title}\n`);
    expect(docs).toContain(`# has the finding\n${example.wrong}\n# better\n${example.right}`);
  }
  expect(docs.match(/<a id=/g)).toHaveLength(RULE_CHECKS.length + TARGET_CHECKS.length);
});

test.each(LOCALES)("each check has its words: %s", (locale) => {
  const { findings, problems } = CATALOGUES[locale];
  const names = [...RULE_CHECKS, ...TARGET_CHECKS].map(({ name }) => name).sort();
  expect(Object.keys(findings.catalogue).sort()).toEqual(names);
  expect(Object.keys(problems.finding).sort()).toEqual(names);
});

describe("the examples that people see", () => {
  test.each(RULE_CHECKS.map((check) => [check.name, check] as const))("%s", (name, { example }) => {
    const kind = name === "meta-in-metric-rules" ? "metric" : "target";
    const job = { metrics_path: "/metrics" };
    expect(namesOf(example.wrong, { kind, scrapeConfig: job })).toEqual([name]);
    expect(namesOf(example.right, { kind, scrapeConfig: job })).toEqual([]);
  });

  test.each(TARGET_CHECKS.map((check) => [check.name, check] as const))("%s has readable rules", (_name, { example }) => {
    expect([read(example.wrong).length, read(example.right).length]).not.toContain(0);
  });
});

describe("a quick fix settles its finding and makes no other", () => {
  test.each<[string, string]>([
    ["redundant-anchors", "- { source_labels: [a], regex: ^(foo|bar)$, action: keep }"],
    ["redundant-anchors", "- { source_labels: [a], regex: '^a$|^b\\d$', action: keep }"],
    ["group-name-runs-on", "- { source_labels: [a], regex: '(.+):(.+)', target_label: b, replacement: $1_$2_x }"],
    ["missing-group", "- source_labels: [a]\n  regex: foo.+ # text\n  target_label: b"],
    ["label-not-sanitised", "- { source_labels: [__meta_kubernetes_pod_label_app.kubernetes.io/name, b], target_label: c }"],
    ["label-not-sanitised", "- { source_labels: [app.kubernetes.io/name], target_label: c }"],
    ["quoted-target-label", "- { source_labels: [a], target_label: app.kubernetes.io/name }"],
    ["unknown-meta-label", "- { source_labels: [__meta_kubernetes_namespaces, b], target_label: c }"],
  ])("%s: %s", (name, text) => {
    const [finding, ...others] = findingsOf(text);
    expect(others).toEqual([]);
    expect(finding?.code).toBe(`finding/${name}`);
    const [fix] = finding?.fixes ?? [];
    if (fix === undefined) throw new Error("no fix");
    const fixed = applyFix(text, fix);
    expect(fixed).not.toBe(text);
    // Of `app.kubernetes.io/name` only the characters are certain, not where such a label would come from.
    expect(namesOf(fixed)).toEqual([]);
  });
});

test.each<[string, string, string]>([
  ["text behind the end of the text", "impossible", "- { source_labels: [a], regex: 'a$b', action: keep }"],
  ["text before its beginning", "impossible", "- { source_labels: [a], regex: 'a(?:^b)', target_label: c, replacement: x }"],
  ["a word boundary inside a word", "impossible", "- { regex: 'foo\\bbar', action: labeldrop }"],
  ["no separator for two values", "separator", "- { source_labels: [a, b], regex: 'x|y', action: drop }"],
  ["one separator for three values", "separator", "- { source_labels: [a, b, c], regex: '[^;]+;[^;]+', action: keep }"],
  [
    "another separator than the values have",
    "separator",
    "- { source_labels: [a, b], separator: '@', regex: 'x;y', action: keep }",
  ],
  ["nothing to match against", "no_source", "- { regex: 'x', target_label: c, replacement: y }"],
])("never matches: %s", (_guarantee, why, text) => {
  expect(findingsOf(text)).toMatchObject([{ code: "finding/regex-never-matches", parameters: { why } }]);
});

test.each<[string, string, string[]]>([
  ["keep and drop of the same", "keep a x, drop a x", ["filters-contradict"]],
  ["drop and keep of the same", "drop a x.*, keep a x.*", ["filters-contradict"]],
  ["two keeps without a common value", "keep a x|y, keep a z", ["filters-contradict"]],
  ["two keeps with a common value", "keep a x|y, keep a y|z", []],
  ["a drop of some of what is kept", "keep a x|y, drop a y", []],
  ["a drop of all of what is kept", "keep a x|y, drop a .+", ["filters-contradict"]],
  ["different labels", "keep a x, keep b y", []],
  ["two drops", "drop a x, drop a x", []],
  ["a label that changes in between", "keep a x, set a y, keep a y", []],
  ["another label that changes in between", "keep a x, set b y, keep a y", ["filters-contradict"]],
  ["regexes that cannot be listed", "keep a x.*, keep a .*y", []],
])("contradiction: %s (%s)", (_guarantee, rules, expected) => {
  const text = rules
    .split(", ")
    .map((rule) => rule.split(" "))
    .map(([action, label, value]) =>
      action === "set"
        ? `- { target_label: ${label}, replacement: ${value} }`
        : `- { source_labels: [${label}], regex: '${value}', action: ${action} }`,
    )
    .join("\n");
  expect(namesOf(text)).toEqual(expected);
});

test.each<[string, string, string[]]>([
  [
    "a constant instance: one target is wanted",
    "- { target_label: instance, replacement: api }\n- { target_label: __address__, replacement: 'kubernetes.default.svc:443' }",
    [],
  ],
  [
    "a probe",
    "- { source_labels: [__address__], target_label: __param_target }\n- { target_label: __address__, replacement: 'blackbox:9115' }",
    [],
  ],
  [
    "a path from labels that are always there",
    "- { source_labels: [__meta_kubernetes_node_name], regex: (.+), target_label: __metrics_path__, replacement: /api/v1/nodes/$1/proxy/metrics }\n- { target_label: __address__, replacement: 'h:6443' }",
    [],
  ],
  [
    "an address from a label",
    "- { source_labels: [__meta_kubernetes_pod_ip], target_label: __address__, replacement: '$1:9100' }",
    [],
  ],
  [
    "a labelmap of Kubernetes labels writes no path",
    "- { regex: __meta_kubernetes_node_label_(.+), action: labelmap }\n- { target_label: __address__, replacement: 'h:6443' }",
    ["address-without-path"],
  ],
])("the address: %s", (_guarantee, text, expected) => {
  expect(namesOf(text, { scrapeConfig: { metrics_path: "/metrics" } })).toEqual(expected);
});

test("a path of the job is a path", () => {
  const text = "- { target_label: __address__, replacement: 'h:6443' }";
  expect(namesOf(text, { scrapeConfig: { metrics_path: "/federate" } })).toEqual([]);
  expect(namesOf(text, { scrapeConfig: {} })).toEqual(["address-without-path"]);
});

test.each<[string, string]>([
  [
    "a hash of something that differs, after the rewrite",
    "- { target_label: __address__, replacement: 'h:1' }\n- { source_labels: [__address__, __metrics_path__], modulus: 3, target_label: shard, action: hashmod }\n- { target_label: __param_x, replacement: 'y' }",
  ],
  ["a group that has a name", "- { source_labels: [a], regex: '(?P<x_1>.+)', target_label: b, replacement: $x_1 }"],
  ["an escaped dollar", "- { target_label: b, replacement: $$1_x }"],
  [
    "a temporary label that a labelmap reads",
    "- { target_label: __tmp_a, replacement: x }\n- { regex: __tmp_(.+), action: labelmap }",
  ],
  ["a pattern beyond what the checks read", "- { source_labels: [a], regex: '(?i)^foo$', action: keep }"],
  ["a leaking pattern", "- { source_labels: [a], regex: 'a)|(b', action: keep }"],
  ["nothing at all", ""],
])("no false alarm: %s", (_guarantee, text) => {
  expect(namesOf(text, { scrapeConfig: {} })).toEqual([]);
});

test("rules that cannot be read are passed over, and with them what follows labels through all rules", () => {
  const text = "- { regex: '(?=x)', target_label: __tmp_a }\n- { source_labels: [__tmp_b], regex: ^a$, action: keep }";
  expect(namesOf(text)).toEqual(["redundant-anchors"]);
});

test("an empty item is passed over", () => {
  expect(checkRules([null, { source_labels: ["a"], regex: "^a$", action: "keep" }], { version: V3 })).toMatchObject([
    { code: "finding/redundant-anchors", path: [1, "regex"] },
  ]);
});

test("the place of a finding is that of the field", () => {
  const text = "- source_labels: [a]\n  regex: ^a$\n  action: keep\n";
  expect(findingsOf(text)[0]?.range).toMatchObject({ line: 2, column: 10, endLine: 2, endColumn: 13 });
});

test("without its text a rule has findings and no fixes", () => {
  expect(checkRules([{ source_labels: ["a"], regex: "^a$", action: "keep" }], { version: V3 })[0]?.fixes).toEqual([]);
});
