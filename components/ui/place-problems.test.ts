import { expect, test } from "vitest";
import { problem } from "@/lib/result";
import { placeProblems } from "./place-problems";

const FIELDS = new Set(["name", "labels", "jobs.0.parameters"]);

test.each([
  ["a problem shows at its own field", ["name"], "name"],
  ["a problem inside of a field shows at that field", ["labels", "tier"], "labels"],
  ["the innermost field wins", ["jobs", 0, "parameters", "port"], "jobs.0.parameters"],
  ["a problem of no field is kept for the head of the form", ["tls", "caPem"], null],
  ["a problem of the whole input is kept for the head of the form", [], null],
])("%s", (_guarantee, path, field) => {
  const one = problem("cluster/name", { path });
  const { byField, rest } = placeProblems([one], FIELDS);
  expect(rest).toEqual(field === null ? [one] : []);
  expect([...byField.entries()]).toEqual(field === null ? [] : [[field, [one]]]);
});
