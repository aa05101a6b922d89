import { type KubernetesResource, resourcesOf } from "@/lib/kubernetes/discovery";
import type { DiscoveryRole, KubernetesSdConfig, ScrapeConfig } from "@/lib/prometheus/scrape-config";
import type { PrometheusVersion } from "@/lib/prometheus/versions";

/** Jobs that share one discovery, and what it watches: each resource is one stream that stays open. */
export type WatchGroup = {
  readonly role: DiscoveryRole;
  readonly jobs: readonly string[];
  readonly resources: readonly KubernetesResource[];
};

/** Fields that our templates do not write, but that a discovery block may have. */
type DiscoveryExtras = {
  readonly attach_metadata?: { readonly node?: boolean; readonly namespace?: boolean };
  readonly namespaces?: { readonly names?: readonly string[] };
};

/**
 * The watches that one Prometheus holds on the API server for these jobs. Jobs whose discovery blocks are equal share one
 * discovery; discoveries of different roles share nothing, not even the same resource.
 */
export function countWatches(configs: readonly ScrapeConfig[], version: PrometheusVersion): WatchGroup[] {
  const groups = new Map<string, WatchGroup>();
  for (const { job_name, kubernetes_sd_configs } of configs) {
    for (const block of (kubernetes_sd_configs ?? []) as readonly (KubernetesSdConfig & DiscoveryExtras)[]) {
      const key = JSON.stringify(block);
      const known = groups.get(key);
      const { attach_metadata, namespaces } = block;
      const options = {
        version,
        attachNode: attach_metadata?.node === true,
        attachNamespace: attach_metadata?.namespace === true,
      };
      const resources = resourcesOf(block.role, options).flatMap((resource) => inPlaces(resource, namespaces?.names ?? []));
      groups.set(key, { role: block.role, resources, jobs: [...(known?.jobs ?? []), job_name] });
    }
  }
  return [...groups.values()];
}

/** One stream per named namespace, for resources that have one. */
function inPlaces(resource: KubernetesResource, namespaces: readonly string[]): KubernetesResource[] {
  const isNamespaced = resource !== "nodes" && resource !== "namespaces";
  return isNamespaced && namespaces.length > 0 ? namespaces.map(() => resource) : [resource];
}

/** All watches of one Prometheus. */
export function totalWatches(groups: readonly WatchGroup[]): number {
  return groups.reduce((sum, { resources }) => sum + resources.length, 0);
}
