import { expect, test } from "vitest";
import { readYamlLayout, type YamlLayout } from "./yaml-layout";

/** The pieces of a text that the layout names, in order. */
function pieces(text: string): unknown {
  const layout = readYamlLayout(text);
  return layout === null ? null : cut(layout, text);
}

function cut(layout: YamlLayout, text: string): unknown {
  if (layout.kind === "sequence")
    return layout.items.map(({ start, content }) => [text.slice(start, start + 2), cut(content, text)]);
  if (layout.kind === "mapping") {
    return layout.entries.map(({ key, keyStart, colonEnd, value }) => [
      key,
      text.slice(keyStart, colonEnd),
      value === null ? null : cut(value, text),
    ]);
  }
  return `${layout.kind === "alias" ? "alias " : ""}${text.slice(layout.start, layout.end)}`;
}

test.each<[guarantee: string, text: string, expected: unknown]>([
  ["nothing", "# only a comment\n", null],
  ["what cannot be read", "a: [", null],
  [
    "dashes of a block list",
    "# x\n- a # - y\n-   b\n",
    [
      ["- ", "a"],
      ["- ", "b"],
    ],
  ],
  [
    "an empty item",
    "-\n- b",
    [
      ["-\n", ""],
      ["- ", "b"],
    ],
  ],
  ["a comment between dash and item", "- # -\n  b: 1", [["- ", [["b", "b:", "1"]]]]],
  [
    "items of a flow list, with their anchors",
    "[a, &x b, ]",
    [
      ["a,", "a"],
      ["&x", "b"],
    ],
  ],
  [
    "a value that is not written",
    "a:\nb: 1",
    [
      ["a", "a:", null],
      ["b", "b:", "1"],
    ],
  ],
  [
    "a key alone in a flow mapping",
    "{a, b: 1}",
    [
      ["a", "a", null],
      ["b", "b:", "1"],
    ],
  ],
  [
    "an alias is not followed",
    "a: &x 1\nb: *x",
    [
      ["a", "a:", "1"],
      ["b", "b:", "alias *x"],
    ],
  ],
  [
    "a merge key is an entry",
    "a: &x {p: 1}\nb: {<<: *x}",
    [
      ["a", "a:", [["p", "p:", "1"]]],
      ["b", "b:", [["<<", "<<:", "alias *x"]]],
    ],
  ],
  [
    "a text block ends before its line break",
    "a: |\n  x\n\nb: 1\n",
    [
      ["a", "a:", "|\n  x"],
      ["b", "b:", "1"],
    ],
  ],
])("%s: %j", (_guarantee, text, expected) => {
  expect(pieces(text)).toEqual(expected);
});

test("keys behind question marks are told", () => {
  expect(readYamlLayout("? a\n: b")).toMatchObject({ hasExplicitKeys: true });
});
