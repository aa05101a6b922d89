import { describe, expect, test } from "vitest";
import { openConfiguration } from "./config-jobs";
import { explainDifferences, reasonOf } from "./explain-run";
import { parseSuite } from "./parse-suite";
import { runTest, type TestRun } from "./run-test";

type Parts = { config?: string; rules?: string; target?: string; version?: string; expect: string };

function run({
  config = "job_name: web",
  rules = "[]",
  target = '__address__: "a:1"',
  version = "3.5.3",
  expect: wanted,
}: Parts): TestRun {
  const text = `tests:
  - name: a
    scrape_config: { ${config}, relabel_configs: ${rules} }
    target: { ${target} }
    prometheus: ${version}
    expect: ${wanted}
`;
  const suite = parseSuite(text);
  const first = suite.ok ? suite.value.tests[0] : undefined;
  const tested = first?.versions[0];
  if (first === undefined || tested === undefined) throw new Error(JSON.stringify(suite));
  return runTest(first, tested, "tests.yml", () => null);
}

const DEFAULTS = "__metrics_path__: /metrics, __scheme__: http, __scrape_interval__: 1m, __scrape_timeout__: 10s, job: web";

test.each<[guarantee: string, parts: Parts]>([
  ["labels with the hidden ones", { expect: `{ labels: { __address__: "a:1", instance: "a:1", ${DEFAULTS} } }` }],
  ["a drop, by whatever rule", { rules: "[{ action: drop }]", expect: "{ dropped: true }" }],
  ["a target that a check refuses", { target: "job: web", expect: "{ error: target }" }],
  ["rules that Prometheus refuses", { rules: "[{ regex: '(' }]", expect: "{ error: config }" }],
  ["a field that Prometheus does not know", { config: "job_name: web, relable_configs: []", expect: "{ error: config }" }],
  ["a job without a name", { config: "scheme: http", expect: "{ error: config }" }],
  ["a timeout above the interval", { config: "job_name: web, scrape_timeout: 2m", expect: "{ error: config }" }],
  ["an empty rule", { rules: "[null]", expect: "{ error: config }" }],
  [
    "a field that is newer than the version",
    { config: "job_name: web, fallback_scrape_protocol: PrometheusText0.0.4", version: "2.42.0", expect: "{ error: config }" },
  ],
  ["a name that this version's discovery cannot give", { target: "'a.b': c", version: "2.53.3", expect: "{ error: config }" }],
  [
    "every version counts for itself",
    { rules: "[{ target_label: a.b, replacement: c }]", version: "2.53.3", expect: "{ error: config }" },
  ],
])("passes: %s", (_guarantee, parts) => {
  expect(run(parts)).toMatchObject({ status: "passed" });
});

test("null, empty and absent differ in a rule, and numbers count by their spelling", () => {
  const rules =
    "[{ target_label: a, replacement: 080 }, { target_label: b, replacement: yes }, { source_labels: [a], regex: 080, target_label: c, replacement: null }]";
  const expected = `{ labels: { a: 080, b: yes, __address__: "a:1", instance: "a:1", ${DEFAULTS} } }`;
  expect(run({ rules, expect: expected })).toMatchObject({ status: "passed", differences: [] });
});

test("every field that the pipeline reads counts", () => {
  const config = "job_name: web, scheme: https, metrics_path: /m, scrape_interval: 90s, params: { q: [1, 2], e: [] }";
  const labels =
    '__address__: "a:1", instance: "a:1", __param_q: 1, __metrics_path__: /m, __scheme__: https, __scrape_interval__: 1m30s, __scrape_timeout__: 10s, job: web';
  const result = run({ config, expect: `{ labels: { ${labels} } }` });
  expect(result).toMatchObject({ status: "passed", outcome: { url: "https://a:1/m?q=1&q=2" } });
});

describe("a failed test says why", () => {
  test.each<[guarantee: string, parts: Parts, code: string]>([
    ["kept in place of dropped", { expect: "{ dropped: true }" }, "ruleTest/not-dropped"],
    [
      "dropped in place of kept",
      { rules: "[{ source_labels: [x], regex: y, action: keep }]", expect: "{ labels: {} }" },
      "ruleTest/dropped-by-keep",
    ],
    ["dropped by drop", { rules: "[{ action: drop }]", expect: "{ error: target }" }, "ruleTest/dropped-by-drop"],
    [
      "dropped by keepequal",
      { rules: "[{ source_labels: [x], target_label: job, action: keepequal }]", expect: "{ labels: {} }" },
      "ruleTest/dropped-by-keepequal",
    ],
    ["refused config", { rules: "[{ action: stay }]", expect: "{ dropped: true }" }, "ruleTest/config-refused"],
    ["refused target", { target: "", expect: "{ dropped: true }" }, "ruleTest/target-refused"],
    ["an accepted config", { expect: "{ error: config }" }, "ruleTest/config-accepted"],
    ["an accepted target", { expect: "{ error: target }" }, "ruleTest/target-accepted"],
    ["other labels", { expect: "{ labels: {} }" }, "ruleTest/labels-differ"],
  ])("%s", (_guarantee, parts, code) => {
    const result = run(parts);
    expect(result.status).toBe("failed");
    expect(reasonOf(result)?.code).toBe(code);
  });

  test("each label that differs, with the rule that had the last word", () => {
    const rules =
      "[{ target_label: a, replacement: one }, { target_label: a, replacement: two }, { regex: job, action: labeldrop }]";
    const result = run({ rules, expect: `{ labels: { __address__: "a:1", instance: "b:2", a: one, ${DEFAULTS} } }` });
    expect(explainDifferences(result)).toEqual([
      { label: "a", expected: "one", actual: "two", rule: 2 },
      { label: "instance", expected: "b:2", actual: "a:1", rule: null },
      { label: "job", expected: "web", actual: null, rule: 3 },
    ]);
  });

  test("a label called __proto__ is a label like others", () => {
    const expected = `{ labels: { __address__: "a:1", instance: "a:1", ${DEFAULTS} } }`;
    const result = run({ target: '__address__: "a:1", __proto__: x', expect: expected });
    expect(explainDifferences(result)).toEqual([{ label: "__proto__", expected: null, actual: "x", rule: null }]);
  });
});

describe("what Prometheus leaves to chance", () => {
  const rules = "[{ regex: '(?:x|y)_(.+)', action: labelmap }, { source_labels: [q], target_label: copy }]";
  const target = '__address__: "a:1", x_q: one, y_q: two';
  const labels = (winner: string) =>
    `{ labels: { __address__: "a:1", instance: "a:1", ${DEFAULTS}, x_q: one, y_q: two, q: ${winner}, copy: ${winner} } }`;

  test.each(["one", "two"])("any of the possible results passes: %s", (winner) => {
    expect(run({ rules, target, version: "3.5.3", expect: labels(winner) })).toMatchObject({ status: "passed", possible: 2 });
  });

  test("none but them", () => {
    expect(run({ rules, target, expect: labels("three") })).toMatchObject({ status: "failed", possible: 2 });
  });

  test("what follows from the winner counts, too", () => {
    const kept = `[{ regex: '(?:x|y)_(.+)', action: labelmap }, { source_labels: [q], regex: one, action: keep }]`;
    expect(run({ rules: kept, target, expect: "{ dropped: true }" })).toMatchObject({ status: "passed", possible: 2 });
  });

  test("2.42 has an order of its own: one result", () => {
    expect(run({ rules, target, version: "2.42.0", expect: labels("two") })).toMatchObject({ status: "passed", possible: 1 });
  });
});

describe("a job of a config file", () => {
  const main = { file: "prometheus.yml", text: "global: { scrape_interval: 30s }\nscrape_configs:\n  - job_name: web\n" };
  const further = { file: "more/a.yml", text: "scrape_configs:\n  - { job_name: extra, scrape_timeout: 40s }\n" };

  function runJob(job: string, files: Parameters<typeof openConfiguration>[0], expected: string): TestRun {
    const suite = parseSuite(
      `config: prometheus.yml\ntests: [{ name: a, job: ${job}, target: { __address__: "a:1" }, expect: ${expected} }]`,
    );
    const first = suite.ok ? suite.value.tests[0] : undefined;
    const version = first?.versions[0];
    if (first === undefined || version === undefined) throw new Error(JSON.stringify(suite));
    const configuration = openConfiguration(files);
    return runTest(first, version, "tests.yml", (file) => (file === "prometheus.yml" ? configuration : null));
  }

  test("gets what its global section gives", () => {
    const result = runJob("web", [main], "{ dropped: true }");
    expect(result.outcome).toMatchObject({ kind: "labels", labels: { __scrape_interval__: "30s", __scrape_timeout__: "10s" } });
  });

  test("is refused with everything that Prometheus refuses in any file, checked with the main file's global section", () => {
    const result = runJob("web", [main, further], "{ error: config }");
    expect(result).toMatchObject({
      status: "passed",
      outcome: { problems: [{ file: "more/a.yml", problem: { code: "config/job-timeout" } }] },
    });
  });

  test("that is not there cannot run, and the known ones are named", () => {
    const result = runJob("wbe", [main], "{ error: config }");
    expect(result).toMatchObject({
      status: "broken",
      problems: [
        { file: "tests.yml", problem: { code: "ruleTest/unknown-job", parameters: { known: "web" }, range: { line: 2 } } },
      ],
    });
  });

  test("of a file that is not there cannot run", () => {
    const suite = parseSuite("tests: [{ name: a, config: other.yml, job: web, target: {}, expect: { dropped: true } }]");
    const first = suite.ok ? suite.value.tests[0] : undefined;
    const version = first?.versions[0];
    if (first === undefined || version === undefined) throw new Error(JSON.stringify(suite));
    expect(runTest(first, version, "tests.yml", () => null)).toMatchObject({
      status: "broken",
      problems: [{ problem: { code: "ruleTest/config-missing", parameters: { file: "other.yml" } } }],
    });
  });
});
