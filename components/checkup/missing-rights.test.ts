import { expect, test } from "vitest";
import { accountOfToken, missingRightsManifest } from "./missing-rights";

const CLUSTER = { name: "edge", apiServer: "https://edge:6443", jobs: [{ template: "nodes" as const, parameters: {} }] };

test("our own account is made whole: account, role, binding, token", () => {
  const manifest = missingRightsManifest(CLUSTER, null);
  for (const kind of ["ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Secret"])
    expect(manifest).toContain(`kind: ${kind}\n`);
  expect(manifest).toContain("nodes/proxy");
});

test("somebody else's account keeps its roles and gets one more", () => {
  const manifest = missingRightsManifest(CLUSTER, { name: "prometheus", namespace: "monitoring" });
  expect(manifest).not.toMatch(/kind: (Namespace|Secret)\n|name: prometheus-token/);
  expect(manifest.match(/name: promfleet-prometheus\n/g)).toHaveLength(3);
  expect(manifest).toMatch(/kind: ServiceAccount\n\s+name: prometheus\n\s+namespace: monitoring/);
});

const token = (payload: object) => `e30.${btoa(JSON.stringify(payload)).replaceAll("+", "-").replaceAll("/", "_")}.sig`;

test.each([
  [
    "a service account's token",
    token({ sub: "system:serviceaccount:monitoring:prom" }),
    { namespace: "monitoring", name: "prom" },
  ],
  ["a token of a person", token({ sub: "jane" }), null],
  ["no JWT at all", "abcdef", null],
  ["nothing", "", null],
])("whose token it is: %s", (_guarantee, text, expected) => {
  expect(accountOfToken(text)).toEqual(expected);
});
