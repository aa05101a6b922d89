import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { JOB_TEMPLATE_IDS } from "@/lib/job-templates/schema";
import { uniqueNeeds } from "./api-need";
import { discoveryNeeds } from "./discovery-needs";
import { allNeeds, needsOfJobs } from "./job-needs";
import { toPolicyRules } from "./policy-rules";
import { DEFAULT_RULES, type GrantedRule, isAllowed, singleRights } from "./testing/rbac-evaluator";
import { requestAttributes } from "./testing/request-attributes";

/** One of each kind of request that real API servers (1.36, 1.26) logged of each version of Prometheus. */
type Captured = { prometheus: string; verb: string; example: string };

const captured: Captured[] = JSON.parse(readFileSync(join(import.meta.dirname, "testdata/captured-requests.json"), "utf8"));
const requests = captured.map(({ example }) => {
  const { pathname, search } = new URL(example, "https://localhost");
  return requestAttributes("GET", pathname, search);
});

/** Rights of a cluster with every template, and with the two roles that no template takes by default. */
const needs = uniqueNeeds([
  ...allNeeds(
    needsOfJobs({
      name: "alpha",
      apiServer: "https://10.0.0.1:6443",
      jobs: JOB_TEMPLATE_IDS.map((template) => ({ template, parameters: {} })),
    }),
  ),
  ...discoveryNeeds({ role: "endpoints" }),
  ...discoveryNeeds({ role: "ingress" }),
]);
const granted: GrantedRule[] = toPolicyRules(needs).flatMap(({ namespace, rules }) => rules.map((rule) => ({ namespace, rule })));

/** A path annotation without its slash, which real API servers refused, too; our templates write the slash. */
const MALFORMED = "/api/v1/namespaces/team-a-1/pods/http:noslash:8000/proxyactuator/prometheus";

test.each([
  ["3.5.3", [MALFORMED]],
  ["2.53.3", [MALFORMED]],
  ["2.42.0", []],
])("all that Prometheus %s was seen to ask is allowed, but for %j", (version, refused) => {
  const own = captured.flatMap((one, index) => (one.prometheus === version ? [{ ...one, request: requests[index] }] : []));
  expect(own.length).toBeGreaterThan(10);
  expect(own.filter(({ verb, request }) => request?.verb !== verb)).toEqual([]);
  const isRefused = ({ request }: (typeof own)[number]) =>
    request === undefined || !isAllowed([...DEFAULT_RULES, ...granted], request);
  expect(own.filter(isRefused).map(({ example }) => example)).toEqual(refused);
});

test("every right was seen to be used, but for the one that kubelets ask about", () => {
  const unused = granted.flatMap(singleRights).filter((right) => !requests.some((request) => isAllowed([right], request)));
  expect(unused.map(({ rule }) => rule.resources)).toEqual([["nodes/metrics"]]);
});
