import { expect, test } from "vitest";
import { formatPrometheusVersion, NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { parseSuite } from "./parse-suite";

const TEST = `tests:
  - name: a
    scrape_config: { job_name: web }
    target: { __address__: "a:1" }
    prometheus: ["2.53.3"]
    expect: { dropped: true }
`;

function read(text: string) {
  const suite = parseSuite(text);
  if (!suite.ok) throw new Error(JSON.stringify(suite.problems));
  return suite.value.tests;
}

test("labels count by their spelling, as in Prometheus's own files", () => {
  const target = "{ port: 9100, on: yes, octal: 010, date: 2020-01-01, nothing: null, tilde: ~, empty: '', 80: x }";
  const [first] = read(TEST.replace('{ __address__: "a:1" }', target));
  const labels = Object.fromEntries((first?.target ?? []).map(({ name, value }) => [name, value]));
  expect(labels).toEqual({
    port: "9100",
    on: "yes",
    octal: "010",
    date: "2020-01-01",
    nothing: "",
    tilde: "",
    empty: "",
    80: "x",
  });
});

test("expected labels of any name, empty ones left out", () => {
  const labels = '{ labels: { __proto__: p, "": none, "😀": smile, constructor: c, gone: "" } }';
  const [first] = read(TEST.replace("{ dropped: true }", labels));
  const expected = first?.expected.kind === "labels" ? Object.entries(first.expected.labels) : [];
  expect(expected).toEqual([
    ["__proto__", "p"],
    ["", "none"],
    ["😀", "smile"],
    ["constructor", "c"],
  ]);
});

test("a file that a program wrote as JSON is a file of tests, surrogate pairs and all", () => {
  const file = { tests: [{ name: "😀", scrape_config: { job_name: "a" }, target: { l: "😀" }, expect: { error: "target" } }] };
  const ascii = JSON.stringify(file).replaceAll(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
  expect(ascii).toContain("\\ud83d\\ude00");
  expect(read(ascii)[0]).toMatchObject({ name: "😀", target: [{ name: "l", value: "😀" }] });
});

test.each([
  ["several, as they are spelled", '["2.42.0", 3.13.0, v2.53.3]', ["2.42.0", "3.13.0", "v2.53.3"]],
  ["one without brackets", "3.5", ["3.5"]],
  ["none: the newest known", "null", [formatPrometheusVersion(NEWEST_KNOWN_VERSION)]],
])("versions: %s", (_guarantee, written, expected) => {
  const [first] = read(TEST.replace('["2.53.3"]', written));
  expect(first?.versions.map(({ text }) => text)).toEqual(expected);
});

test("anchors and merge keys share rules between tests", () => {
  const tests = read(`tests:
  - &first
    name: a
    scrape_config: { job_name: web }
    target: {}
    expect: { error: target }
  - <<: *first
    name: b
`);
  expect(tests.map(({ name, expected }) => [name, expected.kind])).toEqual([
    ["a", "error"],
    ["b", "error"],
  ]);
});

test.each([
  ["an empty list", "tests: []"],
  ["nothing behind the key", "tests:"],
])("%s is a file without tests", (_guarantee, text) => {
  expect(read(text)).toEqual([]);
});

test.each<[guarantee: string, from: string, to: string, expected: string]>([
  ["no tests", "tests:", "test:", "1:1 ruleTest/no-tests"],
  ["a mapping in place of the list", TEST, "tests: { a: b }", "1:8 ruleTest/no-tests"],
  ["nothing at all", TEST, "", "1:1 ruleTest/no-tests"],
  ["a misspelt key", "target:", "targets:", "4:5 ruleTest/misspelt-key"],
  ["a key of something else", "target:", "alert: x\n    target:", "4:5 ruleTest/unknown-key"],
  ["a key beside tests", "tests:", "global: {}\ntests:", "1:1 ruleTest/unknown-key"],
  ["an empty name", "name: a", "name: ''", "2:5 ruleTest/missing-key"],
  ["a missing target", '    target: { __address__: "a:1" }\n', "", "2:5 ruleTest/missing-key"],
  ["a missing expectation", "    expect: { dropped: true }\n", "", "2:5 ruleTest/missing-key"],
  ["no job", "    scrape_config: { job_name: web }\n", "", "2:5 ruleTest/job-choice"],
  ["two jobs", "target:", "job: web\n    target:", "2:5 ruleTest/job-choice"],
  ["a job without its file", "scrape_config: { job_name: web }", "job: web", "3:10 ruleTest/missing-key"],
  ["a label that is a list", '"a:1"', "[a]", "4:28 ruleTest/wrong-kind"],
  ["labels that are a list", '{ __address__: "a:1" }', "[a]", "4:13 ruleTest/wrong-kind"],
  ["a version that is none", '"2.53.3"', "newest", "5:18 ruleTest/version"],
  ["an empty list of versions", '["2.53.3"]', "[]", "5:17 ruleTest/no-version"],
  ["dropped: false", "dropped: true", "dropped: false", "6:24 ruleTest/dropped"],
  ["a text in place of true", "dropped: true", 'dropped: "true"', "6:24 ruleTest/dropped"],
  ["an unknown kind of error", "dropped: true", "error: rules", "6:22 ruleTest/error-stage"],
  ["two expectations", "dropped: true", "dropped: true, labels: {}", "6:15 ruleTest/expect-choice"],
  ["no expectation", "{ dropped: true }", "{}", "6:13 ruleTest/expect-choice"],
  ["a misspelt expectation", "dropped: true", "droped: true", "6:15 ruleTest/misspelt-key"],
  ["an expectation that is a word", "{ dropped: true }", "dropped", "6:13 ruleTest/wrong-kind"],
  ["a test that is a word", "  - name: a", "  - a\n  - name: a", "2:5 ruleTest/wrong-kind"],
  ["broken YAML", "{ job_name: web }", "{ job_name: web", "4:5 config/yaml-indent"],
  ["a key twice", "name: a", "name: a\n    name: b", "3:5 config/yaml-duplicate-key"],
])("refused at its place: %s", (_guarantee, from, to, expected) => {
  expect(TEST).toContain(from);
  const suite = parseSuite(TEST.replace(from, to));
  const [first] = suite.ok ? [] : suite.problems;
  expect(`${first?.range?.line}:${first?.range?.column} ${first?.code}`).toBe(expected);
});

test("every problem of a file is told, not only the first", () => {
  const suite = parseSuite(TEST.replace("target:", "targets:").replace("dropped: true", "dropped: no"));
  expect(suite.ok ? [] : suite.problems.map(({ code }) => code)).toEqual([
    "ruleTest/misspelt-key",
    "ruleTest/missing-key",
    "ruleTest/dropped",
  ]);
});
