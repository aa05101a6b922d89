import { expect, test } from "vitest";
import { parseLabels } from "./parse-labels";

function read(text: string): unknown {
  const result = parseLabels(text);
  return result.ok ? { ...result.value } : result.problems[0].code;
}

test.each<[guarantee: string, text: string, expected: unknown]>([
  ["nothing", "", {}],
  ["lines", 'a="1"\nb="2"\n', { a: "1", b: "2" }],
  ["lines with commas", 'a="1",\n  b="2",', { a: "1", b: "2" }],
  ["Prometheus's display form", '{a="1", "b.c"="2"}', { a: "1", "b.c": "2" }],
  ["an empty set", "{}", {}],
  ["JSON", '{"a": "1", "b": "x y"}', { a: "1", b: "x y" }],
  ["a target of the API", '{"discoveredLabels": {"a": "1"}, "labels": {"b": "2"}}', { a: "1" }],
  ["escapes", 'a="x\\"y\\n\\u00e9\\\\"', { a: 'x"y\né\\' }],
  ["an empty value is no label", 'a=""\nb="2"', { b: "2" }],
  ["a name of JavaScript's own", '__proto__="1"', JSON.parse('{"__proto__": "1"}')],
  ["JSON with a number", '{"a": 1}', "label/json-value"],
  ["a JSON list", '["a"]', "label/equals-missing"],
  ["no quotes", "a=1", "label/quote-missing"],
  ["an open quote", 'a="1', "label/quote-missing"],
  ["no equals sign", "a", "label/equals-missing"],
  ["a label twice", 'a="1"\na="2"', "label/repeated"],
])("%s: %j", (_guarantee, text, expected) => {
  expect(read(text)).toEqual(expected);
});

test("a mistake is found at its line", () => {
  const result = parseLabels('a="1"\n  b=2');
  expect(result.ok ? null : result.problems[0].range).toEqual({ line: 2, column: 3, endLine: 2, endColumn: 6 });
});
