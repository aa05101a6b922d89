import { expect, test } from "vitest";
import { readSamples } from "./exposition";

const TEXT = `# HELP a_total Help with a_total 5 in it.
# TYPE a_total counter
a_total 5
b{name="x y",job="say \\"hi\\", {now}\\n"} 1.792e+09
b{name="second"} +Inf 1792000000
a_total_other 7
`;

test.each([
  ["a metric without labels", "a_total", [{ labels: {}, value: 5 }]],
  [
    "labels with blanks, quotes, braces and line breaks",
    "b",
    [
      { labels: { name: "x y", job: 'say "hi", {now}\n' }, value: 1.792e9 },
      { labels: { name: "second" }, value: Number.POSITIVE_INFINITY },
    ],
  ],
  ["a metric that is not there", "c", []],
])("reads %s", (_guarantee, name, expected) => {
  expect(readSamples(TEXT, [name]).get(name)).toEqual(expected);
});
