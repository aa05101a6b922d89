import { expect, test } from "vitest";
import { prometheusObjectSchema } from "@/lib/kubernetes/prometheus-object";
import { conditionProblems, setupProblem } from "./operator-object";
import { prometheusOperatorTransportSchema } from "./prometheus-operator-schema";

const settings = prometheusOperatorTransportSchema.parse({
  kind: "prometheus-operator",
  apiServer: "https://kubernetes.default",
  caPem: "",
  tlsServerName: "",
  namespace: "monitoring",
  prometheusName: "k8s",
  secretName: "jobs",
  credentialsFolder: "/etc/prometheus/secrets/jobs",
  key: "jobs.yaml",
  visibleSeconds: 60,
  isTakeover: false,
});
const additionalScrapeConfigs = { name: "jobs", key: "jobs.yaml" };
const right = { additionalScrapeConfigs, secrets: ["jobs"] };

test.each<[guarantee: string, spec: object, code: string | null, changes?: Partial<typeof settings>]>([
  ["an object that names and mounts the Secret", right, null],
  ["one shard is what there is without a word", { ...right, shards: 1 }, null],
  ["nothing is written for a paused operator", { ...right, paused: true }, "delivery/operator-paused"],
  ["shards have rules that nobody here knows", { ...right, shards: 2 }, "delivery/operator-sharded"],
  ["no Secret is named", { secrets: ["jobs"] }, "delivery/operator-not-named"],
  [
    "another Secret is named",
    { ...right, additionalScrapeConfigs: { name: "b", key: "jobs.yaml" } },
    "delivery/operator-not-named",
  ],
  ["another key is named", { ...right, additionalScrapeConfigs: { name: "jobs", key: "b" } }, "delivery/operator-not-named"],
  ["credentials that nobody mounts", { ...right, secrets: ["b"] }, "delivery/operator-not-mounted"],
  ["a volume of the user's own", { additionalScrapeConfigs }, null, { credentialsFolder: "/secrets" }],
])("%s: %j gives %s", (_guarantee, spec, code, changes = {}) => {
  const found = setupProblem(prometheusObjectSchema.parse({ metadata: {}, spec }), { ...settings, ...changes });
  expect(found?.code ?? null).toBe(code);
});

const says = (type: string, status: string, observedGeneration = 3) => ({ type, status, observedGeneration });

test.each<[guarantee: string, status: object | undefined, codes: string[]]>([
  ["all is well", { conditions: [says("Reconciled", "True"), says("Available", "True")] }, []],
  ["nothing has been said", undefined, ["delivery/operator-silent"]],
  ["what was said is of an older object", { conditions: [says("Reconciled", "True", 2)] }, ["delivery/operator-silent"]],
  ["a word that nobody knows", { conditions: [says("Reconciled", "Perhaps")] }, ["delivery/operator-silent"]],
  ["the operator has failed", { conditions: [says("Reconciled", "False")] }, ["delivery/operator-failed"]],
  [
    "some pods are not ready",
    { conditions: [says("Reconciled", "True"), says("Available", "Degraded")], replicas: 2, availableReplicas: 1 },
    ["delivery/operator-pods"],
  ],
  [
    "both",
    { conditions: [says("Reconciled", "False"), says("Available", "False")] },
    ["delivery/operator-failed", "delivery/operator-pods"],
  ],
])("%s: %j is told as %j", (_guarantee, status, codes) => {
  const object = prometheusObjectSchema.parse({ metadata: { generation: 3 }, spec: right, status });
  expect(conditionProblems(object, settings).map(({ code }) => code)).toEqual(codes);
});

test("a server of before the object had a name asks nothing", () => {
  const { prometheusName: _name, ...before } = settings;
  expect(prometheusOperatorTransportSchema.parse(before).prometheusName).toBe("");
});
