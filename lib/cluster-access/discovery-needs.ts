import type { DiscoveryRole, KubernetesSdConfig } from "@/lib/prometheus/scrape-config";
import type { ApiNeed } from "./api-need";

type ListedResource = { readonly apiGroup: string; readonly resource: string };

const core = (resource: string): ListedResource => ({ apiGroup: "", resource });
const ENDPOINT_SLICES = { apiGroup: "discovery.k8s.io", resource: "endpointslices" };
const INGRESSES = { apiGroup: "networking.k8s.io", resource: "ingresses" };

/** Endpoints of both kinds take labels from their service and pod: without either right they give no target at all. */
const LISTED: Record<DiscoveryRole, readonly ListedResource[]> = {
  node: [core("nodes")],
  service: [core("services")],
  pod: [core("pods")],
  endpoints: [core("endpoints"), core("services"), core("pods")],
  endpointslice: [ENDPOINT_SLICES, core("services"), core("pods")],
  ingress: [INGRESSES],
};

/** Fields that our own templates do not write, but that a discovery block may have. */
type DiscoveryExtras = {
  readonly attach_metadata?: { readonly node?: boolean; readonly namespace?: boolean };
  readonly namespaces?: { readonly names?: readonly string[] };
};

/** What one discovery asks: list and watch, never get. */
export function discoveryNeeds(discovery: Pick<KubernetesSdConfig, "role"> & DiscoveryExtras): ApiNeed[] {
  const { role, attach_metadata, namespaces } = discovery;
  const names = role === "node" ? [] : (namespaces?.names ?? []);
  return [
    ...LISTED[role].flatMap((resource) => listAndWatch(resource, names)),
    ...(attach_metadata?.node === true && role !== "node" ? listAndWatch(core("nodes"), []) : []),
    ...(attach_metadata?.namespace === true && role !== "node" ? listAndWatch(core("namespaces"), []) : []),
  ];
}

function listAndWatch(resource: ListedResource, namespaces: readonly string[]): ApiNeed[] {
  const places = namespaces.length === 0 ? [{}] : namespaces.map((namespace) => ({ namespace }));
  return places.flatMap((place) => (["list", "watch"] as const).map((verb) => ({ verb, ...resource, ...place })));
}
