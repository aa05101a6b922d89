import { expect, test } from "vitest";
import { moveSelection, pendingRow } from "./move-selection";

/** Two groups: heads at 0 and 4, targets at 1 to 3 and 5 to 19. */
const TABLE = { rowCount: 20, headRows: [0, 4], from: 0, rows: [] };

test.each([
  ["the first key selects the first target, not the head above it", "Enter", null, 1],
  ["so does an arrow", "ArrowDown", null, 1],
  ["Enter on a selected target moves nothing", "Enter", 2, null],
  ["down is the next row", "ArrowDown", 1, 2],
  ["down passes over a head", "ArrowDown", 3, 5],
  ["up passes over a head", "ArrowUp", 5, 3],
  ["up from the first target stays there", "ArrowUp", 1, 1],
  ["down from the last stays there", "ArrowDown", 19, 19],
  ["a page down", "PageDown", 5, 13],
  ["a page up that ends on a head goes on", "PageUp", 12, 3],
  ["a page up beyond the first row", "PageUp", 2, 1],
  ["Home is the first target", "Home", 9, 1],
  ["End is the last", "End", null, 19],
  ["other keys are not ours", "a", 3, null],
])("%s: %s from %j to %j", (_guarantee, key, row, to) => {
  const selection = moveSelection(key, row, TABLE);
  expect(selection !== null && "row" in selection ? selection.row : null).toBe(to);
});

test("nothing is selected in a table without rows", () => {
  expect(moveSelection("End", null, { ...TABLE, rowCount: 0, headRows: [] })).toBeNull();
});

const selected = { index: 7, row: 3, discovered: {}, view: null as never };
const rows = [{ kind: "target", index: 11 } as never, { kind: "target", index: 12 } as never];

test.each([
  ["nothing asked, nothing selected", null, null, null],
  ["what was asked counts before its answer", { row: 5, step: 1 }, selected, 5],
  ["a row that no longer is there does not count", { row: 50, step: 1 }, selected, 3],
  ["a target that is the selected one", { index: 7 }, selected, 3],
  ["a target that was clicked, before its answer", { index: 12 }, selected, 11],
  ["a target that is not on the page", { index: 99 }, selected, 3],
] as const)("%s", (_guarantee, asked, one, row) => {
  expect(pendingRow(asked, one, { ...TABLE, from: 10, rows })).toBe(row);
});
