import { type KubernetesObjects, resourcesOf } from "@/lib/kubernetes/discovery";
import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { NEWEST_KNOWN_VERSION } from "@/lib/prometheus/versions";

// What people look for first comes first.
const ROLES: readonly DiscoveryRole[] = ["pod", "endpointslice", "endpoints", "service", "ingress", "node"];

/** Roles that make targets of the objects of a dump, the most useful first. */
export function rolesOfDump(objects: KubernetesObjects): readonly DiscoveryRole[] {
  return ROLES.filter((role) => {
    const [own] = resourcesOf(role, { version: NEWEST_KNOWN_VERSION, attachNode: false });
    return own !== undefined && objects[own] !== undefined;
  });
}
