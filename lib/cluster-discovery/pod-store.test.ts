import { expect, test } from "vitest";
import { readObject } from "@/lib/kubernetes/discovery";
import type { PodObject } from "@/lib/kubernetes/discovery/kubernetes-objects";
import { createPodStore } from "./pod-store";

function pod(index: number, note = "x"): PodObject {
  const metadata = { name: `pod-${index}`, namespace: `team-${index % 3}`, labels: { app: "a" }, annotations: { note } };
  const object = readObject("pods", { metadata, spec: { nodeName: "节点" }, status: { podIP: "10.0.0.1" } });
  if (object === null) throw new Error("no pod");
  return object;
}

const keyOf = ({ namespace, name }: PodObject) => `${namespace}/${name}`;

test("every pod comes back as it was, whatever the order, also those that are large", () => {
  const pods = Array.from({ length: 3_000 }, (_, index) => pod(index, index % 500 === 0 ? "large\n".repeat(20_000) : "é"));
  const store = createPodStore();
  for (let at = 0; at < pods.length; at += 500) store.add(pods.slice(at, at + 500));
  for (const one of [...pods].reverse()) {
    expect(store.get(keyOf(one))).toEqual({ ...one });
    store.forget();
  }
  expect(store.get("team-0/nobody")).toBeUndefined();
});

test("a pod is the same object until it is forgotten, because targets of one object are told apart by it", () => {
  const store = createPodStore();
  store.add([pod(1)]);
  const first = store.get("team-1/pod-1");
  expect(store.get("team-1/pod-1")).toBe(first);
  store.forget();
  expect(store.get("team-1/pod-1")).toEqual(first);
});
