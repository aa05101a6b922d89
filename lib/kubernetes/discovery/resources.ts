import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { isAtLeast } from "@/lib/prometheus/versions";
import type { KubernetesResource } from "./kubernetes-objects";

export type DiscoveryOptions = {
  /** Of the Prometheus whose discovery is repeated. */
  readonly version: PrometheusVersion;
  /** `attach_metadata: {node: true}` */
  readonly attachNode: boolean;
  /** `attach_metadata: {namespace: true}`, which Prometheus has since 3.6. */
  readonly attachNamespace?: boolean;
  /** `namespaces.names`; none means all. */
  readonly namespaces?: readonly string[];
};

/** How the API names the kinds that discovery reads, and where it serves them. */
export const KUBERNETES_RESOURCES = {
  nodes: { kind: "Node", path: "/api/v1", isNamespaced: false },
  services: { kind: "Service", path: "/api/v1", isNamespaced: true },
  pods: { kind: "Pod", path: "/api/v1", isNamespaced: true },
  endpoints: { kind: "Endpoints", path: "/api/v1", isNamespaced: true },
  endpointslices: { kind: "EndpointSlice", path: "/apis/discovery.k8s.io/v1", isNamespaced: true },
  ingresses: { kind: "Ingress", path: "/apis/networking.k8s.io/v1", isNamespaced: true },
  namespaces: { kind: "Namespace", path: "/api/v1", isNamespaced: false },
} as const satisfies Record<KubernetesResource, { kind: string; path: string; isNamespaced: boolean }>;

const OF_ROLE = {
  node: ["nodes"],
  service: ["services"],
  pod: ["pods"],
  endpoints: ["endpoints", "services", "pods"],
  endpointslice: ["endpointslices", "services", "pods"],
  ingress: ["ingresses"],
} as const satisfies Record<DiscoveryRole, readonly KubernetesResource[]>;

/** `selectors`: what Prometheus asks the API server to choose for it. */
export type ObjectSelector = { readonly role: DiscoveryRole; readonly label?: string; readonly field?: string };

const WITH_NODES: ReadonlySet<DiscoveryRole> = new Set(["pod", "endpoints", "endpointslice"]);

/** Does `attach_metadata: {node: true}` change anything for this role? */
export function takesNodeMetadata(role: DiscoveryRole): boolean {
  return WITH_NODES.has(role);
}

/** Does `attach_metadata: {namespace: true}` change anything for this role, in this version? */
export function takesNamespaceMetadata(role: DiscoveryRole, version: PrometheusVersion): boolean {
  return role !== "node" && isAtLeast(version, 3, 6);
}

/** What a discovery has to list, the role's own resource first. A single one that is forbidden leaves the role without targets. */
export function resourcesOf(role: DiscoveryRole, options: DiscoveryOptions): readonly KubernetesResource[] {
  const nodes = options.attachNode && takesNodeMetadata(role) ? (["nodes"] as const) : [];
  const namespaces =
    options.attachNamespace === true && takesNamespaceMetadata(role, options.version) ? (["namespaces"] as const) : [];
  return [...OF_ROLE[role], ...nodes, ...namespaces];
}

/** The calls that Prometheus makes, as "LIST /api/v1/pods": one pair per resource and namespace. */
export function requestsOf(
  role: DiscoveryRole,
  options: DiscoveryOptions,
  selectors: readonly ObjectSelector[] = [],
): readonly string[] {
  const names = options.namespaces ?? [];
  return resourcesOf(role, options).flatMap((resource) => {
    const { path, isNamespaced } = KUBERNETES_RESOURCES[resource];
    const places = isNamespaced && names.length > 0 ? names.map((name) => `${path}/namespaces/${name}`) : [path];
    const query = queryOf(selectorFor(resource, selectors));
    return places.flatMap((place) => [`LIST ${place}/${resource}${query}`, `WATCH ${place}/${resource}${query}`]);
  });
}

/** The selector that chooses among the objects of a resource. */
export function selectorFor(resource: KubernetesResource, selectors: readonly ObjectSelector[]): ObjectSelector | undefined {
  return selectors.find(({ role }) => OF_ROLE[role][0] === resource);
}

function queryOf(selector: ObjectSelector | undefined): string {
  const parts = [
    ...(selector?.label === undefined ? [] : [`labelSelector=${selector.label}`]),
    ...(selector?.field === undefined ? [] : [`fieldSelector=${selector.field}`]),
  ];
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Roles whose objects a discovery of `role` may choose among, as Prometheus allows it. */
export function rolesForSelectors(role: DiscoveryRole): readonly DiscoveryRole[] {
  return role === "endpoints" || role === "endpointslice" ? [role, "pod", "service"] : [role];
}
