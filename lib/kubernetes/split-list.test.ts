import { expect, test } from "vitest";
import { createListSplitter, UnreadableList } from "./split-list";

/** Splits a text that arrives in pieces of some bytes. */
function split(text: string | Buffer, pieceBytes = 7): { items: unknown[]; list: unknown } {
  const items: unknown[] = [];
  const splitter = createListSplitter((item) => items.push(item));
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += pieceBytes) splitter.push(bytes.subarray(at, at + pieceBytes));
  return { items, list: splitter.end() };
}

const LIST = '{"kind":"PodList","metadata":{"resourceVersion":"7","items":["no"]},"items":[{"a":"}]\\"{["},{"b":[1,{"c":"é"}]}]}';

test.each<[string, string, unknown[]]>([
  ["brackets and quotes inside of strings", LIST, [{ a: '}]"{[' }, { b: [1, { c: "é" }] }]],
  ["blanks everywhere", '{ "items" :\n [ {"a" : 1} ,\n {"a":2} ] , "metadata" : { } }', [{ a: 1 }, { a: 2 }]],
  ["items before the rest", '{"items":[{"a":1}],"metadata":{"continue":"x"}}', [{ a: 1 }]],
  ["an empty list", '{"items":[]}', []],
  ["no list at all", '{"items":null}', []],
  ["another array of the list itself", '{"other":[{"a":1}],"items":[{"b":2}]}', [{ b: 2 }]],
  ["a string that ends with backslashes", '{"items":[{"a":"\\\\"},{"b":"\\\\\\""}]}', [{ a: "\\" }, { b: '\\"' }]],
])("%s, however it is cut", (_case, text, expected) => {
  for (const pieceBytes of [1, 2, 3, 5, 11, 64, 10_000]) expect(split(text, pieceBytes).items).toEqual(expected);
});

test("what stands around the items is kept", () => {
  const { metadata } = split('{"items":[{"a":1}],"metadata":{"continue":"next","remainingItemCount":3}}').list as never;
  expect(metadata).toEqual({ continue: "next", remainingItemCount: 3 });
});

test.each<[string, string]>([
  ["cut off between items", '{"items":[{"a":1},'],
  ["cut off inside of a string", '{"items":[{"a":"b'],
  ["cut off before the last brace", '{"items":[{"a":1}]'],
  ["an item that is no JSON", '{"items":[{"a":}]}'],
  ["not JSON", "<html><body>Sign in</body></html>"],
  ["an array", '[{"items":[]}]'],
  ["nothing", ""],
  ["deeper than any object", `{"items":[{"a":${"[".repeat(200)}${"]".repeat(200)}}]}`],
  ["one object without end", `{"items":[{"a":"${"x".repeat(5 * 1024 * 1024)}"}]}`],
  ["an envelope without end", `{"metadata":"${"x".repeat(100_000)}","items":[]}`],
])("refused: %s", (_case, text) => {
  expect(() => split(text, 65_536)).toThrow(UnreadableList);
});

test.each(['{"items":[{"__proto__":{"isAdmin":true},"a":1}]}', '{"items":[{"\\u005f_proto__":{"isAdmin":true},"a":1}]}'])(
  "names that reach the prototype are left out (T-36): %s",
  (text) => {
    const [item] = split(text).items as [object];
    expect(Object.getOwnPropertyNames(item)).toEqual(["a"]);
    expect((item as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  },
);

test("bytes that are no UTF-8 become U+FFFD, as in Go", () => {
  const bytes = Buffer.concat([Buffer.from('{"items":[{"a":"'), Buffer.from([0xff, 0x41]), Buffer.from('"}]}')]);
  expect(split(bytes).items).toEqual([{ a: "\uFFFDA" }]);
});

test("a letter that is cut in two arrives whole", () => {
  expect(split('{"items":[{"a":"节点"}]}', 1).items).toEqual([{ a: "节点" }]);
});
