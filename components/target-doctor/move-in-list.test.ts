import { expect, test } from "vitest";
import { moveInList } from "./move-in-list";

test.each<[key: string, index: number, count: number, next: number | null]>([
  ["ArrowDown", -1, 5, 0],
  ["Enter", -1, 5, 0],
  ["ArrowDown", 0, 5, 1],
  ["ArrowDown", 4, 5, 4],
  ["ArrowUp", 0, 5, 0],
  ["PageDown", 0, 5, 4],
  ["Home", 3, 5, 0],
  ["End", 0, 5, 4],
  ["Enter", 2, 5, null],
  ["Tab", 2, 5, null],
  ["ArrowDown", -1, 0, null],
])("%s at %i of a list of %#", (key, index, count, next) => {
  expect(moveInList(key, index, count)).toBe(next);
});
