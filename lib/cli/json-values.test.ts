import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonSplitter } from "./json-values";

/** Splits a text that arrives in chunks of some bytes. */
function split(text: string, size: number): { texts: string[]; lines: number[] } {
  const bytes = Buffer.from(text, "utf8");
  const splitter = new JsonSplitter();
  const values = [];
  for (let at = 0; at < bytes.length; at += size) values.push(...splitter.split(bytes.subarray(at, at + size)));
  const rest = splitter.rest();
  if (rest !== null) values.push(rest);
  return { texts: values.map((value) => value.text), lines: values.map((value) => value.line) };
}

test.each<[guarantee: string, text: string, expected: string[]]>([
  ["items of a list", '[{"a":"b"},{"c":"d"}]', ['{"a":"b"}', '{"c":"d"}']],
  ["lines", '{"a":"b"}\n{"c":"d"}\n', ['{"a":"b"}', '{"c":"d"}']],
  ["values without anything between", '{"a":"b"}{"c":"d"}', ['{"a":"b"}', '{"c":"d"}']],
  ["brackets and quotes within texts", '[{"a":"]}\\"[,{"}]', ['{"a":"]}\\"[,{"}']],
  ["a backslash before the closing quote", '[{"a":"\\\\"},{}]', ['{"a":"\\\\"}', "{}"]],
  ["lists and objects within", '[{"targets":["a","b"],"labels":{"c":"d"}}]', ['{"targets":["a","b"],"labels":{"c":"d"}}']],
  ["a list laid out over lines", '[\n  {"a": "b"},\n  {}\n]\n', ['{"a": "b"}', "{}"]],
  ["an empty list", "[]", []],
  ["nothing", " \n", []],
  ["a byte order mark", '\ufeff[{"a":"b"}]', ['{"a":"b"}']],
  ["one list after another", '[{"a":"b"}]\n[{}]', ['{"a":"b"}', "{}"]],
  ["numbers, for someone else to refuse", "[1, 2]", ["1", "2"]],
  ["a value without its end", '[{"a":"b"},{"c', ['{"a":"b"}', '{"c']],
])("%s, whatever the chunks", (_guarantee, text, expected) => {
  for (const size of [1, 2, 3, 7, 1000]) expect(split(text, size).texts.map((one) => one.trim())).toEqual(expected);
});

test("each value knows its line", () => {
  expect(split('[\n{"a":\n"b"},\n\n{}, {}]', 4).lines).toEqual([2, 5, 5]);
});

test("any objects come back from any list, layout and chunks", () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))));
  fc.assert(
    fc.property(
      objects,
      fc.constantFrom(undefined, 1),
      fc.integer({ min: 1, max: 64 }),
      fc.boolean(),
      (values, indent, size, isList) => {
        const text = isList ? JSON.stringify(values, null, indent) : values.map((value) => JSON.stringify(value)).join("\n");
        expect(split(text, size).texts.map((one) => JSON.parse(one))).toEqual(values);
      },
    ),
  );
});
