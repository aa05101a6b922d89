import { expect, test } from "vitest";
import { problem } from "@/lib/result";
import { toProblemMarkers } from "./problem-markers";

const range = { line: 3, column: 5, endLine: 3, endColumn: 9 };
const sentenceOf = ({ code }: { code: string }) => `sentence of ${code}`;

test.each([
  ["an error", problem("relabel/action", { range }), { severity: 8, startLineNumber: 3, startColumn: 5, endColumn: 9 }],
  ["a warning", problem("relabel/action", { range, severity: "warning" }), { severity: 4 }],
  ["an information", problem("relabel/action", { range, severity: "info" }), { severity: 2 }],
  ["an empty range one character wide", problem("x/y", { range: { ...range, endColumn: 5 } }), { startColumn: 5, endColumn: 6 }],
  [
    "Prometheus's own wording below ours",
    problem("x/y", { range, prometheus: "unknown relabel action" }),
    { message: "sentence of x/y\nPrometheus: unknown relabel action" },
  ],
])("draws %s", (_guarantee, given, expected) => {
  expect(toProblemMarkers([given], sentenceOf)).toMatchObject([expected]);
});

test("leaves out problems without a place", () => {
  expect(toProblemMarkers([problem("x/y")], sentenceOf)).toEqual([]);
});
