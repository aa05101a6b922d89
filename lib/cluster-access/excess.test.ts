import { expect, test } from "vitest";
import type { JobTemplateId } from "@/lib/job-templates/schema";
import { EXCESS_CODES, type ExcessCode, excessCandidates, findExcess } from "./excess";
import { allNeeds, needsOfJobs } from "./job-needs";
import { accessRules } from "./render-manifest";
import { type GrantedRule, isAllowed } from "./testing/rbac-evaluator";

function needsOf(templates: readonly JobTemplateId[]) {
  const jobs = templates.map((template) => ({ template, parameters: {} }));
  return needsOfJobs({ name: "alpha", apiServer: "https://h", jobs });
}

/** What a cluster with these rules answers to the candidates. */
function excessUnder(granted: readonly GrantedRule[], templates: readonly JobTemplateId[]): ExcessCode[] {
  return findExcess(allNeeds(needsOf(templates)), ({ attributes: { subresource = "", ...rest } }) =>
    isAllowed(granted, { ...rest, subresource, namespace: "", name: "" }),
  );
}

const everywhere = (resources: string[], verbs: string[], apiGroups = [""]): GrantedRule[] => [
  { namespace: null, rule: { apiGroups, resources, verbs } },
];

test.each<[guarantee: string, granted: GrantedRule[], jobs: JobTemplateId[], expected: ExcessCode[]]>([
  ["nothing beyond the needs", everywhere(["pods"], ["list"]), ["pods"], []],
  ["reading Secrets", everywhere(["secrets"], ["get", "list", "watch"]), ["pods"], ["read-secrets"]],
  ["a shell in pods", everywhere(["pods/exec"], ["create"]), ["pods"], ["exec"]],
  ["a proxy that no job needs", everywhere(["nodes/proxy", "pods/proxy"], ["get"]), ["pods"], ["proxy-nodes"]],
  ["a proxy that a job needs is none", everywhere(["nodes/proxy"], ["get"]), ["nodes"], []],
  ["one service's proxy is no reason for all", everywhere(["services/proxy"], ["get"]), ["federation"], ["proxy-services"]],
  ["a wildcard of resources", everywhere(["*"], ["get"]), ["pods", "nodes"], ["proxy-services"]],
  ["cluster-admin is said alone", everywhere(["*"], ["*"], ["*"]), ["pods"], ["everything"]],
])("%s", (_guarantee, granted, jobs, expected) => {
  expect(excessUnder(granted, jobs)).toEqual(expected);
});

test("our own manifest is never too much", () => {
  const templates: JobTemplateId[] = ["pods", "nodes", "services-probe", "apiservers"];
  const rules = accessRules({ tier: "proxy" }, needsOf(templates));
  const granted = rules.flatMap(({ namespace, rules }) => rules.map((rule) => ({ namespace, rule })));
  expect(excessUnder(granted, templates)).toEqual([]);
});

test("every candidate is one question, and each is asked when nothing is needed", () => {
  expect(excessCandidates([]).map(({ code }) => code)).toEqual([...EXCESS_CODES]);
});
