import { request as httpsRequest } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccessQuestion, isAllowed, MONITORING_RULES, rulesOfManifest } from "./access-rules";
import { type ApiServer, startApiServer } from "./start-api-server";

const on = (verb: string, resource: string, subresource = "", group = ""): AccessQuestion => ({
  verb,
  group,
  resource,
  subresource,
  name: "",
});

test.each<[string, AccessQuestion, boolean]>([
  ["pods are listed", on("list", "pods"), true],
  ["pods are read through the proxy", on("get", "pods", "proxy"), true],
  ["nothing is written", on("create", "pods", "proxy"), false],
  ["a subresource is a right of its own", on("get", "pods", "log"), false],
  ["the same word in another group is another resource", on("list", "ingresses"), false],
  ["ingresses have their group", on("list", "ingresses", "", "networking.k8s.io"), true],
  ["secrets are not among them", on("list", "secrets"), false],
  ["a path that is no resource", { verb: "get", path: "/metrics" }, true],
  ["another path", { verb: "get", path: "/logs" }, false],
])("the account of the captures: %s", (_guarantee, question, expected) => {
  expect(isAllowed(MONITORING_RULES, question)).toBe(expected);
});

test("`nodes/*` is no wildcard, `*/proxy` and `*` are", () => {
  const rule = (resource: string) => [{ verbs: ["get"], apiGroups: [""], resources: [resource] }];
  const asked = ["nodes/*", "*/proxy", "*"].map((resource) => isAllowed(rule(resource), on("get", "nodes", "proxy")));
  expect(asked).toEqual([false, true, true]);
});

test("a manifest gives the rules of its roles and of nothing else", () => {
  const manifest = `kind: ServiceAccount
metadata: { name: promfleet }
---
kind: ClusterRole
rules:
  - { verbs: [list], apiGroups: [""], resources: [pods] }
---
kind: List
items:
  - kind: Role
    metadata: { namespace: shop }
    rules:
      - { verbs: [list], apiGroups: [""], resources: [services] }
`;
  expect(rulesOfManifest(manifest)).toEqual([
    { verbs: ["list"], apiGroups: [""], resources: ["pods"] },
    { verbs: ["list"], apiGroups: [""], resources: ["services"], namespace: "shop" },
  ]);
});

let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer({ cluster: "alpha" });
});
afterAll(() => server.stop());

/** GET, or POST when there is a body. */
function fetchJson({ url, caPem, token }: ApiServer, path: string, body?: unknown): Promise<{ code: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token()}` };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`${url}${path}`, { method, ca: caPem, headers, agent: false }, async (response) => {
      const chunks = await response.toArray();
      resolve({ code: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
    });
    request.once("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const isAllowedByServer = async (resource: string) => {
  const spec = { resourceAttributes: { verb: "list", resource } };
  const { code, body } = await fetchJson(server, REVIEWS, { spec });
  return [code, (body as { status: { allowed: boolean } }).status.allowed];
};

test("the review and the request say the same, also after the rights have changed", async () => {
  expect(await isAllowedByServer("pods")).toEqual([201, true]);
  server.setRules([{ verbs: ["list"], apiGroups: [""], resources: ["nodes"] }]);
  expect(await isAllowedByServer("pods")).toEqual([201, false]);
  expect(await isAllowedByServer("nodes")).toEqual([201, true]);
  expect((await fetchJson(server, "/api/v1/pods")).code).toBe(403);
  expect((await fetchJson(server, "/api/v1/nodes")).code).toBe(200);
});

test("what was taken away by name is denied in the review, too", async () => {
  server.setRules(MONITORING_RULES);
  expect(await isAllowedByServer("services")).toEqual([201, true]);
  server.denied.add("services");
  expect(await isAllowedByServer("services")).toEqual([201, false]);
});
