import { expect, test } from "vitest";
import { needsOfJobs } from "@/lib/cluster-access";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { accountOf, EMPTY_ACCESS, wrongFields } from "./access-draft";
import { hasNodeProxy, toAccessRows } from "./access-rows";

const needs = (...templates: JobTemplateId[]) =>
  needsOfJobs({ name: "a", apiServer: "https://h", jobs: templates.map((template) => ({ template, parameters: {} })) });

test("a job that the tier cannot serve is marked, with what is missing", () => {
  const rows = toAccessRows(needs("nodes", "nodes-direct"), "kubelet");
  expect(rows.map(({ job, isServed, asks }) => [job, isServed, ...asks.map((ask) => `${ask.text} ${ask.isServed}`)])).toEqual([
    ["nodes", false, "list, watch nodes true", "get nodes/proxy false"],
    ["nodes-direct", true, "list, watch nodes true", "get nodes/metrics true"],
  ]);
});

test.each([
  ["nodes through the proxy", ["nodes"], "proxy", true],
  ["a tier without it", ["nodes"], "kubelet", false],
  ["pods through the proxy", ["pods"], "proxy", false],
  ["kubelets asked directly", ["nodes-direct"], "proxy", false],
] as const)("the price of nodes/proxy: %s", (_guarantee, templates, tier, expected) => {
  expect(hasNodeProxy(needs(...templates), tier)).toBe(expected);
});

test("without a choice the tier is the least that serves the jobs; a wrong name is told, and the usual one shown", () => {
  expect(accountOf(EMPTY_ACCESS, needs("nodes-direct")).tier).toBe("kubelet");
  expect(accountOf({ ...EMPTY_ACCESS, tier: "discover" }, needs("pods")).tier).toBe("discover");
  const wrong = { ...EMPTY_ACCESS, name: "No Name" };
  expect(accountOf(wrong, []).name).toBe("promfleet");
  expect([...wrongFields(wrong)]).toEqual(["name"]);
});
