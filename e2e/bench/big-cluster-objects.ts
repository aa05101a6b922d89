import { loadCluster } from "@/e2e/support/api-server/cluster-objects";

/** How large the generated cluster is. */
export const SIZE = { nodes: 5_000, pods: 150_000, services: 3_000, namespaces: 200 } as const;
const PODS_OF_SERVICE = SIZE.pods / SIZE.services;

type Fill = (values: Readonly<Record<string, string>>) => string;
export type Generated = { readonly kind: string; readonly count: number; readonly json: (index: number) => string };

/** Captured objects, with what differs from one to the next as places to fill. */
export function bigCluster(): Readonly<Record<string, Generated>> {
  const { objects } = loadCluster("alpha", { healthyOnly: true, additions: false });
  const find = (list: readonly unknown[], has: string) => list.find((object) => JSON.stringify(object).includes(has)) ?? list[0];
  const pod = template(find(objects.pods, "kube-state-metrics"), PLACES.pod);
  const node = template(objects.nodes[0], PLACES.node);
  const service = template(find(objects.services, "prometheus.io/scrape"), PLACES.service);
  return {
    "/api/v1/nodes": { kind: "NodeList", count: SIZE.nodes, json: (index) => node(nodeValues(index)) },
    "/api/v1/pods": { kind: "PodList", count: SIZE.pods, json: (index) => pod(podValues(index)) },
    "/api/v1/services": { kind: "ServiceList", count: SIZE.services, json: (index) => service(serviceValues(index)) },
    "/apis/discovery.k8s.io/v1/endpointslices": { kind: "EndpointSliceList", count: SIZE.services, json: sliceJson },
  };
}

type Place = readonly [path: string, value: string];
const PLACES: Readonly<Record<"pod" | "node" | "service", readonly Place[]>> = {
  pod: [
    ["metadata.name", "@name@"],
    ["metadata.namespace", "@namespace@"],
    ["metadata.uid", "@uid@"],
    ["metadata.labels.app", "@app@"],
    ["metadata.labels.pod-template-hash", "@hash@"],
    ["metadata.annotations.checksum/config", "@uid@@hash@"],
    ["spec.nodeName", "@node@"],
    ["status.podIP", "@ip@"],
    ["status.hostIP", "@hostIp@"],
    ["status.containerStatuses.0.containerID", "containerd://@uid@@uid@"],
  ],
  node: [
    ["metadata.name", "@node@"],
    ["metadata.uid", "@uid@"],
    ["metadata.labels.kubernetes.io/hostname", "@node@"],
    ["spec.providerID", "generated://@node@"],
  ],
  service: [
    ["metadata.name", "@app@"],
    ["metadata.namespace", "@namespace@"],
    ["metadata.uid", "@uid@"],
    ["spec.clusterIP", "@ip@"],
  ],
};

/** Puts the places into a copy of the object, and cuts its JSON at them. */
function template(model: unknown, places: readonly Place[]): Fill {
  const copy = structuredClone(model) as Record<string, unknown>;
  for (const [path, value] of places) put(copy, path, value);
  const pieces = JSON.stringify(copy).split(/@(\w+)@/);
  return (values) => {
    let text = pieces[0] ?? "";
    for (let at = 1; at < pieces.length; at += 2) text += `${values[pieces[at] ?? ""]}${pieces[at + 1]}`;
    return text;
  };
}

/** Keys of labels and annotations hold dots: what is left of the path is the key. */
function put(object: Record<string, unknown>, path: string, value: string): void {
  const [head = "", ...rest] = path.split(".");
  const isLast = rest.length === 0 || !(head in object) || head === "labels" || head === "annotations";
  if (rest.length === 0) object[head] = value;
  else if (head === "labels" || head === "annotations") object[head] = { ...(object[head] as object), [rest.join(".")]: value };
  else if (!isLast) put(object[head] as Record<string, unknown>, rest.join("."), value);
}

const nodeName = (index: number) => `node-${String(index).padStart(5, "0")}.big.example`;
const address = (index: number, net: number) => `${net}.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const hash = (index: number) => (index * 2_654_435_761).toString(36).slice(-10);
const uid = (index: number) => `${hash(index)}-4a7c-91be-${hash(index + 1)}`;

function nodeValues(index: number) {
  return { node: nodeName(index), uid: uid(index) };
}

function serviceValues(index: number) {
  return { app: `app-${index}`, namespace: `team-${index % SIZE.namespaces}`, uid: uid(index), ip: address(index, 172) };
}

function podValues(index: number) {
  const service = Math.floor(index / PODS_OF_SERVICE);
  const node = index % SIZE.nodes;
  return {
    ...serviceValues(service),
    name: `app-${service}-${hash(service)}-${hash(index)}`,
    uid: uid(index),
    hash: hash(service),
    node: nodeName(node),
    ip: address(index, 10),
    hostIp: address(node, 192),
  };
}

function sliceJson(index: number): string {
  const { app, namespace, uid: id } = serviceValues(index);
  const endpoints = Array.from({ length: PODS_OF_SERVICE }, (_, number) => {
    const { name, ip, node, uid: podId } = podValues(index * PODS_OF_SERVICE + number);
    return {
      addresses: [ip],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: node,
      targetRef: { kind: "Pod", namespace, name, uid: podId },
      zone: `zone-${number % 3}`,
    };
  });
  const labels = {
    "kubernetes.io/service-name": app,
    "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
  };
  const metadata = { name: `${app}-${hash(index)}`, namespace, uid: id, labels };
  return JSON.stringify({ metadata, addressType: "IPv4", endpoints, ports: [{ name: "http", protocol: "TCP", port: 8080 }] });
}
