import { expect, test } from "vitest";
import { compareDrafts, mergeDrafts } from "./merge-drafts";
import { EMPTY_DRAFT, type ServerDraft } from "./server-draft";

const BASE: ServerDraft = { ...EMPTY_DRAFT, name: "main", url: "http://a", baseConfig: "a: 1\n", clusterIds: ["1"] };

// F-17: an edit that is based on an older version.
const CASES: readonly [string, Partial<ServerDraft>, Partial<ServerDraft>, string[], string[]][] = [
  ["only theirs is taken over", {}, { url: "http://b" }, ["url"], []],
  ["only mine stays", { url: "http://b" }, {}, [], []],
  ["both alike is no conflict", { url: "http://b" }, { url: "http://b" }, [], []],
  ["both otherwise has to be chosen", { url: "http://b" }, { url: "http://c" }, [], ["url"]],
  ["each field for itself", { baseConfig: "mine" }, { baseConfig: "theirs", clusterIds: ["2"] }, ["clusterIds"], ["baseConfig"]],
];

test.each(CASES)("F-17: %s", (_guarantee, mine, theirs, taken, conflicts) => {
  expect(compareDrafts(BASE, { ...BASE, ...mine }, { ...BASE, ...theirs })).toEqual({ theirs: taken, conflicts });
});

test("F-17: what I typed stays, a secret too, unless I take theirs", () => {
  const mine = { ...BASE, baseConfig: "mine", transportSecret: "typed", auth: { ...BASE.auth, password: "typed" } };
  const theirs = { ...BASE, baseConfig: "theirs", url: "http://b" };
  expect(mergeDrafts(mine, theirs, ["url"])).toEqual({ ...mine, url: "http://b" });
  expect(mergeDrafts(mine, theirs, ["url", "baseConfig"])).toEqual({ ...mine, url: "http://b", baseConfig: "theirs" });
});
