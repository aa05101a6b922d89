import { expect, test } from "vitest";
import { toTableRows } from "./table-rows";

type Row = { name: string; jobs: number | null };
const ROWS: Row[] = [
  { name: "node-10", jobs: 2 },
  { name: "node-9", jobs: null },
  { name: "Edge", jobs: 5 },
];
const RULES = { textOf: (row: Row) => row.name, sortKeys: { name: (row: Row) => row.name, jobs: (row: Row) => row.jobs } };

test.each([
  ["numbers inside of names sort as numbers", { sort: "name" }, ["Edge", "node-9", "node-10"]],
  ["descending turns the order round", { sort: "name", isDescending: true }, ["node-10", "node-9", "Edge"]],
  ["an empty value comes last when ascending", { sort: "jobs" }, ["node-10", "Edge", "node-9"]],
  ["an empty value comes last when descending", { sort: "jobs", isDescending: true }, ["Edge", "node-10", "node-9"]],
  ["case does not matter to the search", { query: "EDGE" }, ["Edge"]],
  ["every word must match", { query: "node 9" }, ["node-9"]],
  ["an unknown column leaves the order alone", { sort: "colour" }, ["node-10", "node-9", "Edge"]],
])("%s", (_guarantee, view, expected) => {
  const rows = toTableRows(ROWS, RULES, { query: "", sort: "", isDescending: false, ...view });
  expect(rows.map(({ name }) => name)).toEqual(expected);
});
