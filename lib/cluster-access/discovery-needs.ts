import { KUBERNETES_RESOURCES, type KubernetesResource, resourcesOf } from "@/lib/kubernetes/discovery";
import type { KubernetesSdConfig } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION, type PrometheusVersion } from "@/lib/prometheus/versions";
import type { ApiNeed } from "./api-need";

/** Fields that our own templates do not write, but that a discovery block may have. */
type DiscoveryExtras = {
  readonly attach_metadata?: { readonly node?: boolean; readonly namespace?: boolean };
  readonly namespaces?: { readonly names?: readonly string[] };
};

/** What one discovery asks: list and watch, never get. */
export function discoveryNeeds(
  { role, attach_metadata = {}, namespaces = {} }: Pick<KubernetesSdConfig, "role"> & DiscoveryExtras,
  version: PrometheusVersion = NEWEST_KNOWN_VERSION,
): ApiNeed[] {
  const attachNode = attach_metadata.node === true;
  const listed = resourcesOf(role, { version, attachNode, attachNamespace: attach_metadata.namespace === true });
  return listed.flatMap((resource) => listAndWatch(resource, namespaces.names ?? []));
}

function listAndWatch(resource: KubernetesResource, namespaces: readonly string[]): ApiNeed[] {
  const { path, isNamespaced } = KUBERNETES_RESOURCES[resource];
  const apiGroup = path.startsWith("/apis/") ? (path.split("/")[2] ?? "") : "";
  const places = isNamespaced && namespaces.length > 0 ? namespaces.map((namespace) => ({ namespace })) : [{}];
  return places.flatMap((place) => (["list", "watch"] as const).map((verb) => ({ verb, apiGroup, resource, ...place })));
}
