import { formatPrometheusVersion, NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { parseYaml } from "@/lib/prometheus/yaml";
import { isNull, valueUnder, type YamlNode } from "@/lib/prometheus/yaml-node";
import { readBoolean } from "@/lib/prometheus/yaml-scalar";
import { toLabelSet } from "@/lib/relabel/label-set";
import { fail, ok, okUnless, type Problem, problem, type Result, type TextRange } from "@/lib/result";
import { checkKeys, type Reading, readLabels, readText, wrongKind } from "./read-fields";
import type { Expectation, RuleTest, TargetLabel, TestedJob, TestedVersion, TestSuite } from "./rule-test";

/** Characters and YAML nodes of the largest test file: some hundred thousand tests. */
const LENGTH_MAX = 128_000_000;
const NODES_MAX = 20_000_000;

const SUITE_KEYS = ["tests", "config"];
const TEST_KEYS = ["name", "scrape_config", "config", "job", "target", "prometheus", "expect"];
const EXPECT_KEYS = ["labels", "dropped", "error"];

const SOMEWHERE: TextRange = { line: 1, column: 1, endLine: 1, endColumn: 2 };

/**
 * Reads a file of rule tests. Scalars count by their spelling, as labels and rules do in Prometheus's own files.
 *
 * @returns the tests, or every problem of the file with its place
 */
export function parseSuite(text: string): Result<TestSuite> {
  const document = parseYaml(text, { lengthMax: LENGTH_MAX, nodesMax: NODES_MAX, hasSurrogatePairs: true });
  if (!document.ok) return document;
  const { root } = document.value;
  const list = valueUnder(root, "tests");
  if (root?.kind !== "mapping" || list === null) return fail("ruleTest/no-tests", { range: root?.place.range ?? SOMEWHERE });
  const problems: Problem[] = [];
  checkKeys(root, SUITE_KEYS, { problems, path: [] });
  const config = readText(root, "config", { problems, path: [] });
  if (isNull(list)) return okUnless({ tests: [] }, problems);
  if (list.kind !== "sequence") return fail("ruleTest/no-tests", { range: list.place.range });
  const tests = list.items.map((item, index) => readTest(item, config, { problems, path: ["tests", index] }));
  return okUnless({ tests: tests.filter((test) => test !== null) }, problems);
}

function readTest(node: YamlNode, suiteConfig: string | null, reading: Reading): RuleTest | null {
  if (node.kind !== "mapping") {
    wrongKind(node, "mapping", reading);
    return null;
  }
  const before = reading.problems.length;
  checkKeys(node, TEST_KEYS, reading);
  const range = node.entries[0]?.key.place.range ?? node.place.range;
  const name = readText(node, "name", reading);
  if (name === null || name === "") missing("name", range, reading);
  const job = readJob(node, suiteConfig, range, reading);
  const target = readTarget(node, range, reading);
  const versions = readVersions(node, reading);
  const expected = readExpectation(node, range, reading);
  if (name === null || job === null || expected === null || reading.problems.length > before) return null;
  return { name, range, job, target, versions, expected };
}

function missing(key: string, range: TextRange, { problems, path }: Reading): void {
  problems.push(problem("ruleTest/missing-key", { path, range, parameters: { key } }));
}

/** Either the scrape config itself, or a job of a config file. */
function readJob(node: YamlNode, suiteConfig: string | null, range: TextRange, reading: Reading): TestedJob | null {
  const scrapeConfig = valueUnder(node, "scrape_config");
  const name = valueUnder(node, "job");
  const config = readText(node, "config", reading);
  const isInline = scrapeConfig !== null;
  if (isInline === (name !== null) || (isInline && config !== null)) {
    reading.problems.push(problem("ruleTest/job-choice", { path: reading.path, range }));
    return null;
  }
  if (scrapeConfig !== null) return { kind: "inline", scrapeConfig };
  const job = readText(node, "job", reading);
  const file = config ?? suiteConfig;
  if (file === null || file === "") {
    missing("config", name?.place.range ?? range, reading);
    return null;
  }
  return job === null ? null : { kind: "by_name", config: file, job, range: name?.place.range ?? range };
}

function readTarget(node: YamlNode, range: TextRange, reading: Reading): readonly TargetLabel[] {
  const target = valueUnder(node, "target");
  if (target === null) {
    missing("target", range, reading);
    return [];
  }
  return readLabels(target, { ...reading, path: [...reading.path, "target"] });
}

/** The newest known release when the test names none. */
function readVersions(node: YamlNode, reading: Reading): readonly TestedVersion[] {
  const value = valueUnder(node, "prometheus");
  if (value === null || isNull(value))
    return [{ text: formatPrometheusVersion(NEWEST_KNOWN_VERSION), version: NEWEST_KNOWN_VERSION }];
  const items = value.kind === "sequence" ? value.items : [value];
  const path = [...reading.path, "prometheus"];
  if (items.length === 0) reading.problems.push(problem("ruleTest/no-version", { path, range: value.place.range }));
  const versions = items.map((item): TestedVersion | null => {
    const text = item.kind === "scalar" ? item.text : "";
    const version = parsePrometheusVersion(text);
    if (version !== null) return { text, version };
    reading.problems.push(problem("ruleTest/version", { path, range: item.place.range, parameters: { text } }));
    return null;
  });
  return versions.filter((version) => version !== null);
}

function readExpectation(node: YamlNode, range: TextRange, outer: Reading): Expectation | null {
  const value = valueUnder(node, "expect");
  const reading = { ...outer, path: [...outer.path, "expect"] };
  if (value === null) {
    missing("expect", range, outer);
    return null;
  }
  if (value.kind !== "mapping") {
    wrongKind(value, "mapping", reading);
    return null;
  }
  checkKeys(value, EXPECT_KEYS, reading);
  const written = value.entries.filter(({ key }) => EXPECT_KEYS.includes(key.text));
  const [only] = written;
  if (only === undefined || written.length > 1) {
    reading.problems.push(
      problem("ruleTest/expect-choice", { path: reading.path, range: only?.key.place.range ?? value.place.range }),
    );
    return null;
  }
  const read = toExpectation(only.key.text, only.value, reading);
  if (read.ok) return read.value;
  reading.problems.push(...read.problems);
  return null;
}

function toExpectation(key: string, value: YamlNode, reading: Reading): Result<Expectation | null> {
  const range = value.place.range;
  const text = value.kind === "scalar" ? value.text : "";
  const at = { path: [...reading.path, key], range, parameters: { text } };
  if (key === "labels") {
    const labels = readLabels(value, { ...reading, path: [...reading.path, key] });
    return ok({ kind: "labels", labels: toLabelSet(labels.map((label) => [label.name, label.value] as const)) });
  }
  const isTrue = value.kind === "scalar" && value.tag === "bool" && readBoolean(text) === true;
  if (key === "dropped") return isTrue ? ok({ kind: "dropped" }) : fail("ruleTest/dropped", at);
  return text === "config" || text === "target" ? ok({ kind: "error", stage: text }) : fail("ruleTest/error-stage", at);
}
