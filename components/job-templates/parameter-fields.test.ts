import { expect, test } from "vitest";
import { z } from "zod";
import { parameterFields } from "./parameter-fields";

test.each([
  ["a boolean is a switch", z.boolean().default(true), { kind: "switch", initial: true }],
  ["a whole number keeps its bounds", z.int().min(1).max(65_535).default(9115), { kind: "number", minimum: 1, maximum: 65_535 }],
  [
    "an enum is a choice",
    z.enum(["endpoints", "endpointslice"]).default("endpoints"),
    { kind: "choice", options: ["endpoints", "endpointslice"] },
  ],
  ["a list of texts is typed line by line", z.array(z.string()).default(["up"]), { kind: "lines", initial: ["up"] }],
  [
    "a list that one word may stand for says which",
    z.union([z.literal("all"), z.array(z.string())]).default([]),
    { kind: "lines", word: "all", initial: [] },
  ],
  ["a text that a pattern checks is a text", z.string().regex(/^a/).default("a"), { kind: "text", initial: "a" }],
  ["a text that may be missing is a text", z.string().nullable().default(null), { kind: "text", initial: null }],
  ["anything else is typed as JSON", z.record(z.string(), z.string()).default({}), { kind: "json" }],
])("%s", (_guarantee, parameter, expected) => {
  expect(parameterFields(z.strictObject({ parameter }))).toEqual([expect.objectContaining({ name: "parameter", ...expected })]);
});
