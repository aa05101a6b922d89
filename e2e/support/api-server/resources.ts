/** A Kubernetes object as far as the replay looks into it. */
export type KubeObject = {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    resourceVersion?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  [key: string]: unknown;
};

export type Resource = {
  readonly name: ResourceName;
  readonly group: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  /** Text of the deprecation warning that the API server sends with every answer. */
  readonly warning?: string;
};

/** Objects that can be written over HTTP; the captures hold none of them. */
export const WRITABLE_NAMES = ["secrets", "configmaps"] as const;
export const RESOURCE_NAMES = [
  "nodes",
  "namespaces",
  "services",
  "pods",
  "endpoints",
  "endpointslices",
  "ingresses",
  ...WRITABLE_NAMES,
  "events",
  "prometheuses",
] as const;
export type ResourceName = (typeof RESOURCE_NAMES)[number];

const core = { group: "", apiVersion: "v1" };
const discovery = { group: "discovery.k8s.io", apiVersion: "discovery.k8s.io/v1" };
const monitoring = { group: "monitoring.coreos.com", apiVersion: "monitoring.coreos.com/v1" };
const networking = { group: "networking.k8s.io", apiVersion: "networking.k8s.io/v1" };

export const RESOURCES: Record<ResourceName, Resource> = {
  nodes: { name: "nodes", ...core, kind: "Node", isNamespaced: false },
  namespaces: { name: "namespaces", ...core, kind: "Namespace", isNamespaced: false },
  services: { name: "services", ...core, kind: "Service", isNamespaced: true },
  pods: { name: "pods", ...core, kind: "Pod", isNamespaced: true },
  endpoints: {
    name: "endpoints",
    ...core,
    kind: "Endpoints",
    isNamespaced: true,
    warning: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
  },
  endpointslices: { name: "endpointslices", ...discovery, kind: "EndpointSlice", isNamespaced: true },
  ingresses: { name: "ingresses", ...networking, kind: "Ingress", isNamespaced: true },
  secrets: { name: "secrets", ...core, kind: "Secret", isNamespaced: true },
  configmaps: { name: "configmaps", ...core, kind: "ConfigMap", isNamespaced: true },
  events: { name: "events", ...core, kind: "Event", isNamespaced: true },
  prometheuses: { name: "prometheuses", ...monitoring, kind: "Prometheus", isNamespaced: true },
};

/** Not stored here: only their tokens are asked for. */
export const SERVICE_ACCOUNTS = { name: "serviceaccounts", group: "" } as const;

/** A request path of the API, taken apart. */
export type ResourcePath = {
  readonly resource: Resource;
  readonly namespace: string | null;
  /** null: the whole list. */
  readonly name: string | null;
  /** What follows `NAME/proxy`, beginning with a slash or empty; null when the proxy is not asked. */
  readonly proxyPath: string | null;
};

const PREFIXES: readonly [prefix: string, apiVersion: string][] = [
  ["/api/v1/", core.apiVersion],
  ["/apis/discovery.k8s.io/v1/", discovery.apiVersion],
  ["/apis/networking.k8s.io/v1/", networking.apiVersion],
  ["/apis/monitoring.coreos.com/v1/", monitoring.apiVersion],
];

/** @returns null for a path that names no resource of the replay */
export function parseResourcePath(path: string): ResourcePath | null {
  const found = PREFIXES.find(([prefix]) => path.startsWith(prefix));
  if (found === undefined) return null;
  const [prefix, apiVersion] = found;
  const parts = path.slice(prefix.length).split("/");
  const isInNamespace = parts[0] === "namespaces" && parts.length >= 3;
  const [resourceName, name, sub, ...rest] = isInNamespace ? parts.slice(2) : parts;
  const resource = Object.values(RESOURCES).find((each) => each.name === resourceName && each.apiVersion === apiVersion);
  if (resource === undefined || (isInNamespace && !resource.isNamespaced)) return null;
  if (sub !== undefined && sub !== "proxy") return null;
  return {
    resource,
    namespace: isInNamespace ? decodeURIComponent(parts[1] ?? "") : null,
    name: name === undefined ? null : decodeURIComponent(name),
    proxyPath: sub === undefined ? null : rest.length === 0 ? "" : `/${rest.join("/")}`,
  };
}
