import { expect, test } from "vitest";
import type { TextLines } from "@/components/editor/language-service";
import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { completeRules } from "./complete-rules";
import { hoverRules } from "./hover-rules";
import { fixesFor } from "./rule-fixes";
import { type RuleKnowledge, regexGroups } from "./rule-knowledge";

const knowledge: RuleKnowledge = {
  kind: "relabel",
  labels: [
    { name: "__address__", examples: ["10.0.0.1:9100"], count: 3 },
    { name: "__meta_kubernetes_pod_label_app", examples: ["web", "a.b"], count: 2 },
    { name: "job", examples: [], count: 3 },
    { name: "app.kubernetes.io/name", examples: [], count: 1 },
  ],
  words: {
    action: (action) => `does ${action}`,
    field: (field) => `means ${field}`,
    explain: ({ action }) => `explained ${action ?? ""}`,
    commonRule: (id) => id,
    count: (count) => `in ${count}`,
    examples: (values) => values.join(),
    wellKnown: "known",
    valueOf: (label) => `of ${label}`,
    defaultIs: (value) => `default ${value}`,
    notInTargets: (name) => `nowhere ${name}`,
    group: (name) => name,
    matches: (value) => `yes ${value}`,
    matchesNot: (value) => `no ${value}`,
  },
};

/** Lines and the place of `|` in them. */
function marked(text: string) {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("|")) + 1;
  const column = (lines[line - 1] ?? "").indexOf("|") + 1;
  const texts = lines.map((one) => one.replace("|", ""));
  const view: TextLines = { count: texts.length, line: (number) => texts[number - 1] ?? "" };
  return { view, position: { line, column } };
}

function complete(text: string, known = knowledge) {
  const { view, position } = marked(text);
  return completeRules(view, position, known);
}

test.each<[guarantee: string, text: string, has: string[], hasNot: string[]]>([
  ["actions", "- action: |", ["keep", "drop", "labelmap", "hashmod"], ["regex"]],
  [
    "only fields that the action uses",
    "- action: labeldrop\n  |",
    ["regex"],
    ["target_label", "source_labels", "modulus", "action"],
  ],
  ["the modulus of hashmod", "- action: hashmod\n  |", ["modulus", "target_label", "source_labels"], ["regex", "replacement"]],
  ["no field twice", "- action: keep\n  regex: x\n  |", ["source_labels"], ["regex", "action"]],
  ["whole rules behind a new dash", "- |", ["action", "keepByAnnotation", "shard"], []],
  ["labels of the targets", "- source_labels: [|]", ["__address__", "job"], ["__meta_kubernetes_namespace"]],
  ["labels in lines", "- source_labels:\n    - |", ["__address__"], []],
  ["targets that are usual", "- target_label: |", ["job", "cluster", "__scheme__"], ["__meta_kubernetes_pod_label_app"]],
  ["values of the source label", "- source_labels: [__meta_kubernetes_pod_label_app]\n  regex: |", ["web", "a.b", "(.+)"], []],
  ["prefixes for labelmap", "- action: labelmap\n  regex: |", ["__meta_kubernetes_pod_label_(.+)"], ["web"]],
  ["groups of the regex", "- regex: (a)(?P<name>b)\n  replacement: |", ["$1", "$" + "{name}"], ["$3"]],
])("completion knows %s", (_guarantee, text, has, hasNot) => {
  const labels = complete(text).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(has));
  expect(labels.filter((label) => hasNot.includes(label))).toEqual([]);
});

test("without targets the labels of discovery are proposed", () => {
  const labels = complete("- source_labels: [|]", { ...knowledge, labels: [] }).map(({ label }) => label);
  expect(labels).toContain("__meta_kubernetes_namespace");
});

test("of very many labels those with the typed word are proposed", () => {
  const labels = Array.from({ length: 1_000 }, (_, at) => ({ name: `label_${at}`, examples: [], count: 1 }));
  const found = complete("- source_labels: [l_99|]", { ...knowledge, labels }).map(({ label }) => label);
  expect(found).toEqual(["label_99", ...Array.from({ length: 10 }, (_, at) => `label_99${at}`)]);
});

test.each([
  ["a label that needs quotes", "- source_labels: [|]", "app.kubernetes.io/name", "app.kubernetes.io/name"],
  ["a value with a dot", "- source_labels: [__meta_kubernetes_pod_label_app]\n  regex: |", "a.b", '"a\\\\.b"'],
  ["a list where none is yet", "- source_labels: |", "job", "[job]"],
  ["a blank behind the colon", "- action:|", "keep", " keep"],
])("what is written for %s", (_guarantee, text, label, written) => {
  expect(complete(text).find((suggestion) => suggestion.label === label)?.text).toBe(written);
});

test("an example of the value stands beside a label", () => {
  expect(complete("- source_labels: [|]")[0]).toMatchObject({ detail: "10.0.0.1:9100", documentation: "in 3\n\n10.0.0.1:9100" });
});

test.each([
  ["an action", "- action: ke|ep", ["**keep** does keep", "explained keep"]],
  ["a field", "- reg|ex: x", ["**regex** means regex", "default `(.*)`", "explained "]],
  ["a label", "- source_labels: [__addr|ess__]", ["`__address__`: in 3\n\n10.0.0.1:9100", "explained "]],
  ["a label that no target has", "- source_labels: [ab|c]", ["nowhere `abc`", "explained "]],
  [
    "a regex",
    "- source_labels: [__address__]\n  regex: (.+|):(\\d+)",
    ["- `$1` `(.+)`\n- `$2` `(\\d+)`", "- yes `10.0.0.1:9100`, `$1` = `10.0.0.1`, `$2` = `9100`", "explained "],
  ],
])("pointing at %s tells about it and explains the rule", (_guarantee, text, paragraphs) => {
  const { view, position } = marked(text);
  expect(hoverRules(view, position, knowledge, NEWEST_KNOWN_VERSION)?.paragraphs).toEqual(paragraphs);
});

test.each([
  ["plain groups", "(a)(b(c))", ["1 (a)", "2 (b(c))", "3 (c)"]],
  ["names and groups that are none", "(?:a)(?P<x>b)(?i)(?<y>c)", ["x (?P<x>b)", "y (?<y>c)"]],
  ["brackets that are text", "\\((a)[(]", ["1 (a)"]],
])("groups of a regex: %s", (_guarantee, regex, expected) => {
  expect(regexGroups(regex).map(({ reference, source }) => `${reference} ${source}`)).toEqual(expected);
});

const fixWords = {
  replaceBy: (text: string) => `-> ${text}`,
  addField: (field: string) => `+ ${field}`,
  removeField: (field: string) => `- ${field}`,
  removeRule: "- rule",
  quote: "quote",
  makeList: "list",
  finding: () => "finding",
};

/** The text after each fix that is offered for what Prometheus would refuse. */
function fixed(text: string): string[] {
  const rules = readRelabelConfigs(text, NEWEST_KNOWN_VERSION);
  const compiled = rules.ok ? compileRules(rules.value, NEWEST_KNOWN_VERSION) : rules;
  const fixes = fixesFor(text, compiled.ok ? [] : compiled.problems, [], fixWords);
  return fixes.map(({ title, edits }) => {
    const lines = text.split("\n");
    for (const { range, text: piece } of edits) {
      const first = (lines[range.line - 1] ?? "").slice(0, range.column - 1);
      const last = (lines[range.endLine - 1] ?? "").slice(range.endColumn - 1);
      lines.splice(range.line - 1, range.endLine - range.line + 1, first + piece + last);
    }
    return `${title}: ${lines.join("\n")}`;
  });
}

test.each([
  ["a misspelt action", "- action: kep", ["-> keep: - action: keep"]],
  ["a misspelt field", "- source_label: [a]\n  target_label: b", ["-> source_labels: - source_labels: [a]\n  target_label: b"]],
  ["a missing target", "- regex: a", ["+ target_label: - regex: a\n  target_label: name"]],
  [
    "a missing modulus",
    "- action: hashmod\n  target_label: a",
    ["+ modulus: - modulus: 8\n  action: hashmod\n  target_label: a"],
  ],
  [
    "a replacement that is not allowed",
    "- action: lowercase\n  target_label: a\n  replacement: x",
    ["- replacement: - action: lowercase\n  target_label: a\n"],
  ],
  [
    "fields beside the regex",
    "- action: labeldrop\n  regex: a\n  target_label: b",
    ["- target_label: - action: labeldrop\n  regex: a\n"],
  ],
  ["an empty rule", "- a: 1\n-", ["- rule: - a: 1"]],
  ["a text where a list belongs", "- source_labels: a\n  target_label: b", ["list: - source_labels: [a]\n  target_label: b"]],
  [
    "a modulus in quotes",
    '- action: hashmod\n  target_label: a\n  modulus: "8"',
    ["-> 8: - action: hashmod\n  target_label: a\n  modulus: 8"],
  ],
  ["a regex that YAML takes for an alias", "- regex: *x", ["quote: - regex: '*x'"]],
  ["a value with a colon", "- replacement: a: b\n  target_label: x", ["quote: - replacement: 'a: b'\n  target_label: x"]],
  ["an unknown escape", '- regex: "\\d+"\n  target_label: x', ["quote: - regex: '\\d+'\n  target_label: x"]],
])("a fix for %s", (_guarantee, text, expected) => {
  expect(fixed(text)).toEqual(expected.map((line) => line));
});
