import { expect, test } from "vitest";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";
import { isDump, readDump, storeOfDump } from "./dump-store";

const pod = {
  kind: "Pod",
  apiVersion: "v1",
  metadata: { name: "p", namespace: "n" },
  spec: { nodeName: "w", containers: [{ name: "c", ports: [{ containerPort: 80 }] }] },
  status: { podIP: "10.0.0.1" },
};
const node = {
  kind: "Node",
  apiVersion: "v1",
  metadata: { name: "w", labels: { zone: "a" } },
  status: { addresses: [{ type: "InternalIP", address: "1.1.1.1" }] },
};
const blob = (...items: object[]) => new Blob([JSON.stringify({ apiVersion: "v1", items, kind: "List" }, null, 4)]);

test.each([
  ["without a wish, the pods", { role: null, attachNode: false }, "pod", ["10.0.0.1:80"]],
  ["the nodes, if they are wanted", { role: "node", attachNode: false }, "node", ["1.1.1.1:0"]],
  ["pods where a role has no objects", { role: "ingress", attachNode: false }, "pod", ["10.0.0.1:80"]],
] as const)("a dump gives targets: %s", async (_what, wish, role, addresses) => {
  const file = blob(pod, node);
  expect(await isDump(file)).toBe(true);
  const store = storeOfDump(await readDump(file), wish, NEWEST_KNOWN_VERSION);
  expect(store.dump).toMatchObject({ roles: ["pod", "node"], role });
  expect(store.targets.map(({ __address__ }) => __address__)).toEqual(addresses);
});

test("labels of nodes come when they are wanted", async () => {
  const dump = await readDump(blob(pod, node));
  const zone = (attachNode: boolean) =>
    storeOfDump(dump, { role: "pod", attachNode }, NEWEST_KNOWN_VERSION).targets[0]?.__meta_kubernetes_node_label_zone;
  expect([zone(false), zone(true)]).toEqual([undefined, "a"]);
});

test("a file that breaks off gives what was before, and says so", async () => {
  const file = blob(pod, node);
  const store = storeOfDump(
    await readDump(file.slice(0, file.size - 20)),
    { role: null, attachNode: false },
    NEWEST_KNOWN_VERSION,
  );
  expect(store.targets).toHaveLength(1);
  expect(store.problems.map(({ code }) => code)).toEqual(["discovery/not-json"]);
});
