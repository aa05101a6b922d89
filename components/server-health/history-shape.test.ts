import { expect, test } from "vitest";
import { sumSamples, toHistoryShape, worstSample } from "./history-shape";

const SIZE = { width: 100, height: 10 };

test.each([
  [
    "all up, nothing above",
    [
      [2, 0],
      [2, 0],
    ],
    "M0 0L100 0L100 10L0 10Z",
    "",
  ],
  [
    "one of two down",
    [
      [1, 1],
      [1, 1],
    ],
    "M0 5L100 5L100 10L0 10Z",
    "M0 0L100 0L100 5L0 5Z",
  ],
  ["a gap ends a band", [[1, 0], null, [1, 0]], "M0 0L3 0L3 10L0 10ZM97 0L100 0L100 10L97 10Z", ""],
  ["nothing at all", [null, null], "", ""],
] as const)("%s", (_guarantee, samples, up, down) => {
  expect(
    toHistoryShape(
      samples.map((sample) => (sample === null ? null : [...sample])),
      SIZE,
    ),
  ).toMatchObject({ up, down });
});

test("the worst sample is the first of the worst, and none when nothing was down", () => {
  expect(worstSample([[3, 0], [1, 2], null, [1, 2]])).toEqual({ index: 1, down: 2 });
  expect(worstSample([[3, 0], null])).toBeNull();
});

test("clusters add up sample by sample; one without a sample counts for nothing", () => {
  const of = (samples: ([number, number] | null)[]) => ({ cluster: "a", up: 0, down: 0, samples });
  expect(sumSamples([of([[1, 0], null, null]), of([[2, 1], [3, 0], null])])).toEqual([[3, 1], [3, 0], null]);
});
