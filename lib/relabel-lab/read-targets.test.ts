import { expect, test } from "vitest";
import { readTargetList, readTargets } from "./read-targets";

const plain = (text: string) => readTargetList(text).targets.map((labels) => ({ ...labels }));

const A = { __address__: "a:1" };
const B = { __address__: "b:2", team: "x" };

test.each([
  ["nothing is one target without labels", "", [{}]],
  ["lines of one target", '__address__="b:2"\nteam="x"', [B]],
  ["one target as Prometheus shows it", '{__address__="b:2", team="x"}', [B]],
  ["quoted names of one target", '{"__address__"="b:2", "team"="x"}', [B]],
  ["one JSON object of labels", '{"__address__":"b:2","team":"x"}', [B]],
  ["an array of label objects", '[{"__address__":"a:1"},{"__address__":"b:2","team":"x"}]', [A, B]],
  ["JSON lines, empty ones between them", '\n{"__address__":"a:1"}\n\n{"__address__":"b:2","team":"x"}\n', [A, B]],
  ["JSON lines with Windows line ends", '{"__address__":"a:1"}\r\n{"__address__":"b:2","team":"x"}\r\n', [A, B]],
  ["lines as Prometheus shows them", '{__address__="a:1"}\n{__address__="b:2", team="x"}', [A, B]],
  ["file_sd in JSON", '[{"targets":["a:1"]},{"targets":["b:2"],"labels":{"team":"x"}}]', [A, B]],
  ["file_sd in YAML", "- targets: ['a:1']\n- targets:\n    - b:2\n  labels:\n    team: x\n", [A, B]],
  ["file_sd in YAML after comments and a marker", "# mine\n---\n- targets: [a:1]", [A]],
  [
    "a value of YAML keeps its spelling",
    "- targets: ['a:1']\n  labels: { port: 0x1F, on: yes }",
    [{ ...A, port: "0x1F", on: "yes" }],
  ],
  ["an address of a group wins over its labels", '[{"targets":["a:1"],"labels":{"__address__":"z:9"}}]', [A]],
  ["empty values are left out", '[{"__address__":"a:1","x":""}]', [A]],
  [
    "a reply of the targets API, active and dropped",
    JSON.stringify({
      status: "success",
      data: {
        activeTargets: [{ discoveredLabels: A, labels: { instance: "a:1" }, scrapeUrl: "http://a:1/metrics" }],
        droppedTargets: [{ discoveredLabels: B }],
      },
    }),
    [A, B],
  ],
  ["a reply whose lists are null, as Go writes empty ones", '{"activeTargets":null,"droppedTargets":null}', []],
  ["one target of that reply", JSON.stringify({ discoveredLabels: A, labels: {} }), [A]],
  ["targets of that reply without their envelope", JSON.stringify([{ discoveredLabels: A }, { discoveredLabels: B }]), [A, B]],
  ["an empty array", "[]", []],
])("%s", (_guarantee, text, expected) => {
  expect(plain(text)).toEqual(expected);
  expect(readTargets(text).ok).toBe(true);
});

test.each([
  ["JSON that ends too early", '[{"a":"b"', "targets/json-syntax", { line: 1 }],
  ["JSON with a mistake in its third line", '[\n{"a":"b"},\n{"a" "b"}\n]', "targets/json-syntax", { line: 3 }],
  ["an object that is meant to be JSON", '{"a": "b",\n}', "targets/json-syntax", { line: 2 }],
  ["a number in place of labels", '[{"a":"b"},7]', "targets/item", undefined],
  ["a label whose value is a number", '[{"a":1}]', "targets/label-value", undefined],
  ["an address that is a number", '[{"targets":[9100]}]', "targets/address", undefined],
  ["labels of a group that are a list", '[{"targets":["a:1"],"labels":[]}]', "targets/group-labels", undefined],
  ["a value of YAML that is a list", "- targets: ['a:1']\n  labels:\n    team: [x]", "targets/label-value", { line: 3 }],
  ["broken YAML", "- targets: ['a:1'\n- targets: []", "config/yaml-indent", { line: 2 }],
  ["one line among good ones", '{"a":"b"}\n{"a":}\n{"a":"c"}', "label/quote-missing", { line: 2 }],
])("%s is told at its place", (_guarantee, text, code, range) => {
  const { problems } = readTargetList(text);
  expect(problems[0]?.code).toBe(code);
  if (range !== undefined) expect(problems[0]?.range).toMatchObject(range);
  expect(readTargets(text).ok).toBe(false);
});

test("what can be read is read, the rest is counted, and only the first problems are told", () => {
  const items = Array.from({ length: 1000 }, (_, index) => (index % 2 === 0 ? { __address__: `h:${index}` } : index));
  const { targets, problems, unreadCount } = readTargetList(JSON.stringify(items));
  expect([targets.length, unreadCount, problems.length]).toEqual([500, 500, 20]);
  expect(problems[0]).toMatchObject({ code: "targets/item", path: [1], parameters: { place: "[1]" } });
});

test("targets that a server has counted and not kept are a warning, no error", () => {
  const text = JSON.stringify({ activeTargets: [{ discoveredLabels: A }], droppedTargets: null, missingCount: 6 });
  expect(readTargetList(text).problems).toMatchObject([
    { code: "targets/not-kept", severity: "warning", parameters: { count: 6 } },
  ]);
  expect(readTargets(text)).toMatchObject({ ok: true });
});

test("labels may be called like properties of every object", () => {
  const [labels] = readTargetList('[{"__proto__":"a","constructor":"b"}]').targets;
  expect(Object.entries(labels ?? {})).toEqual([
    ["__proto__", "a"],
    ["constructor", "b"],
  ]);
  const [yaml] = readTargetList("- targets: [h]\n  labels: { __proto__: a }").targets;
  expect(Object.entries(yaml ?? {})).toContainEqual(["__proto__", "a"]);
});
