import { discoverTargets, KUBERNETES_RESOURCES, type KubernetesResource, readObject } from "@/lib/kubernetes/discovery";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";

export type Lists = Partial<Record<KubernetesResource, unknown[]>>;
export type Options = { version?: string; attachNode?: boolean; attachNamespace?: boolean; namespaces?: string[] };

export const RESOURCES = Object.keys(KUBERNETES_RESOURCES) as KubernetesResource[];

export function discover(role: DiscoveryRole, lists: Lists, { version = "3.5.3", attachNode = false, ...more }: Options = {}) {
  const objects = Object.fromEntries(
    RESOURCES.map((resource) => [
      resource,
      (lists[resource] ?? []).map((raw) => readObject(resource, raw)).filter((object) => object !== null),
    ]),
  );
  const parsed = parsePrometheusVersion(version) ?? NEWEST_KNOWN_VERSION;
  return discoverTargets(role, objects, { version: parsed, attachNode, ...more });
}

export const metadata = (name: string, more: object = {}) => ({ name, namespace: "n", ...more });
export const pod = (more: { metadata?: object; spec?: object; status?: object } = {}) => ({
  metadata: metadata("p", more.metadata),
  spec: {
    nodeName: "w1",
    containers: [{ name: "c", image: "i", ports: [{ containerPort: 80, protocol: "TCP" }] }],
    ...more.spec,
  },
  status: { podIP: "10.0.0.1", ...more.status },
});
export const node = (name: string, more: object = {}) => ({
  metadata: { name, labels: { zone: "a" } },
  status: { addresses: [{ type: "InternalIP", address: "1.1.1.1" }] },
  ...more,
});
export const rule = (host: string, ...paths: string[]) => ({ host, http: { paths: paths.map((path) => ({ path })) } });
export const ingress = (spec: object) => ({ metadata: metadata("i"), spec });
export const toPod = { kind: "Pod", namespace: "n", name: "p" };
export const endpoints = (addresses: object[], ports: object[] = [{ port: 80, protocol: "TCP" }], more: object = {}) => ({
  metadata: metadata("e", more),
  subsets: [{ addresses, ports }],
});
export const slice = (endpointList: object[], more: object = {}, labels: object = { "kubernetes.io/service-name": "s" }) => ({
  metadata: metadata("s-1", { labels }),
  addressType: "IPv4",
  endpoints: endpointList,
  ports: [{ port: 80, protocol: "TCP" }],
  ...more,
});
export const service = (spec: object) => ({ metadata: metadata("s"), spec });
export const M = "__meta_kubernetes_";
