import { expect, test } from "vitest";
import type { PolicyRule } from "@/lib/cluster-access/policy-rules";
import { DEFAULT_RULES, type GrantedRule, isAllowed, singleRights } from "./rbac-evaluator";
import { requestAttributes } from "./request-attributes";

const inCluster = (rule: PolicyRule): GrantedRule[] => [{ namespace: null, rule }];
const inNamespace = (namespace: string, rule: PolicyRule): GrantedRule[] => [{ namespace, rule }];
const on = (resources: string[], verbs = ["get"], resourceNames?: string[]): PolicyRule => ({
  apiGroups: [""],
  resources,
  verbs,
  ...(resourceNames === undefined ? {} : { resourceNames }),
});

const NODE = "/api/v1/nodes/alpha-worker-b/proxy/metrics";
const NODE_PORT = "/api/v1/nodes/alpha-worker-b:10250/proxy/metrics";
const POD = "/api/v1/namespaces/monitoring/pods/http:node-exporter-x7k2p:9100/proxy/metrics";
const POD_SHOP = "/api/v1/namespaces/shop/pods/http:db-0:9187/proxy/metrics";
const SERVICE = "/api/v1/namespaces/monitoring/services/http:kube-state-metrics:8080/proxy/metrics";

// Each row was tried on a real API server.
test.each<[guarantee: string, granted: GrantedRule[], allowed: string[]]>([
  ["nothing but what everybody may", [], ["/version", "/livez"]],
  ["get nodes/proxy, whatever the port", inCluster(on(["nodes/proxy"])), [NODE, NODE_PORT]],
  ["create is not get", inCluster(on(["nodes/proxy"], ["create"])), []],
  ["nodes/metrics is the kubelet's own check", inCluster(on(["nodes/metrics"])), []],
  ["nodes/* is no wildcard", inCluster(on(["nodes/*"])), []],
  ["a name is the whole name of the URL", inCluster(on(["nodes/proxy"], ["get"], ["alpha-worker-b"])), [NODE]],
  ["get pods/proxy", inCluster(on(["pods/proxy"])), [POD, POD_SHOP]],
  ["get pods is no proxy", inCluster(on(["pods"])), []],
  ["a pod's bare name is another name", inCluster(on(["pods/proxy"], ["get"], ["node-exporter-x7k2p"])), []],
  ["scheme and port belong to it", inCluster(on(["pods/proxy"], ["get"], ["http:node-exporter-x7k2p:9100"])), [POD]],
  ["services by name", inCluster(on(["services/proxy"], ["get"], ["http:kube-state-metrics:8080"])), [SERVICE]],
  ["a role in one namespace", inNamespace("monitoring", on(["pods/proxy", "services/proxy"])), [POD, SERVICE]],
  ["a path", inCluster({ nonResourceURLs: ["/metrics"], verbs: ["get"] }), ["/metrics"]],
  ["a path in a namespace's role counts for nothing", inNamespace("shop", { nonResourceURLs: ["/metrics"], verbs: ["get"] }), []],
])("%s", (_guarantee, granted, allowed) => {
  const asked = [NODE, NODE_PORT, POD, POD_SHOP, SERVICE, "/metrics", "/version", "/livez"];
  const answers = asked.filter((path) => isAllowed([...DEFAULT_RULES, ...granted], requestAttributes("GET", path, "")));
  expect(answers).toEqual([...allowed, ...(allowed.includes("/version") ? [] : ["/version", "/livez"])]);
});

test.each<[guarantee: string, method: string, path: string, query: string, expected: string]>([
  ["a list", "GET", "/api/v1/pods", "?limit=500", "list  pods   "],
  ["a watch", "GET", "/apis/discovery.k8s.io/v1/endpointslices", "?watch=true", "watch discovery.k8s.io endpointslices   "],
  ["a list in a namespace", "GET", "/api/v1/namespaces/shop/pods", "", "list  pods  shop "],
  ["one object", "GET", "/api/v1/namespaces/shop/pods/a", "?watch=true", "get  pods  shop a"],
  ["the namespace itself", "GET", "/api/v1/namespaces/shop", "", "get  namespaces  shop shop"],
  ["a subresource", "POST", "/api/v1/namespaces/a/serviceaccounts/b/token", "", "create  serviceaccounts token a b"],
  ["all of a kind", "DELETE", "/api/v1/namespaces/a/pods", "", "deletecollection  pods  a "],
])("reads %s", (_guarantee, method, path, query, expected) => {
  const { verb, apiGroup, resource, subresource, namespace, name } = requestAttributes(method, path, query);
  expect([verb, apiGroup, resource, subresource, namespace, name].join(" ")).toBe(expected);
});

test("a list is not allowed by a rule with names", () => {
  const granted = inCluster(on(["pods"], ["list"], ["a"]));
  expect(isAllowed(granted, requestAttributes("GET", "/api/v1/pods", ""))).toBe(false);
});

test("a rule comes apart into single rights", () => {
  const rule = { apiGroups: [""], resources: ["pods", "services"], resourceNames: ["a", "b"], verbs: ["get", "list"] };
  expect(singleRights({ namespace: null, rule })).toHaveLength(8);
  expect(singleRights({ namespace: null, rule: { nonResourceURLs: ["/a", "/b"], verbs: ["get"] } })).toHaveLength(2);
});
