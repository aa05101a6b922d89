import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { PROJECT_ROOT } from "@/e2e/support/parts.mjs";
import { addObjects, namespacesOf } from "./additions";
import type { KubeObject, ResourceName } from "./resources";

export type ClusterName = "alpha" | "beta";

const CAPTURES = join(PROJECT_ROOT, "e2e/support/api-server/captures");
const CAPTURED = ["nodes", "services", "pods", "endpoints", "endpointslices", "ingresses"] as const;

export type ClusterObjects = {
  readonly objects: Record<ResourceName, KubeObject[]>;
  readonly version: unknown;
  readonly resourceVersion: number;
};

/** Unpacks a captured file. */
export function readCapture(path: string): Buffer {
  return gunzipSync(readFileSync(join(CAPTURES, path)));
}

/** The captured bytes as they are, still gzip. */
export function readCompressedCapture(path: string): Buffer {
  return readFileSync(join(CAPTURES, path));
}

type CapturedList = { metadata: { resourceVersion: string }; items: KubeObject[] };

/** Loads what one cluster held. `healthyOnly` leaves out what was planted to fail: the dead node, the pods in `edge`. */
export function loadCluster(cluster: ClusterName, options: { healthyOnly: boolean; additions: boolean }): ClusterObjects {
  const read = (name: string): unknown => JSON.parse(readCapture(`${cluster}/${name}.json.gz`).toString("utf8"));
  const lists = CAPTURED.map((name) => [name, read(name) as CapturedList] as const);
  const objects: Record<ResourceName, KubeObject[]> = {
    nodes: [],
    namespaces: [],
    services: [],
    pods: [],
    endpoints: [],
    endpointslices: [],
    ingresses: [],
    secrets: [],
    configmaps: [],
    events: [],
    prometheuses: [],
  };
  for (const [name, list] of lists) objects[name] = options.healthyOnly ? list.items.filter(isHealthy) : list.items;
  if (options.additions) addObjects(cluster, objects);
  objects.namespaces = namespacesOf(objects);
  const versions = lists.map(([, list]) => Number(list.metadata.resourceVersion));
  return { objects, version: read("version"), resourceVersion: Math.max(...versions) };
}

function isHealthy(object: KubeObject): boolean {
  const { name, namespace } = object.metadata;
  const isPlantedPod = namespace === "edge" && (name.startsWith("bad-") || name === "on-dead-node");
  return !isPlantedPod && !name.endsWith("-worker-dead");
}
