import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { Problem } from "@/lib/result";
import type { KubernetesObjects } from "./kubernetes-objects";
import type { DiscoveryOptions } from "./resources";

export type { KubernetesObjects, KubernetesResource, ObjectOf } from "./kubernetes-objects";
export { readObject } from "./read-objects";
export { type DiscoveryOptions, KUBERNETES_RESOURCES, resourcesOf, takesNodeMetadata } from "./resources";

/** What a discovery came to. */
export type Discovered = { readonly targets: readonly LabelSet[]; readonly warnings: readonly Problem[] };

/** Discovery of one role over objects that arrive one by one. */
export type RoleDiscovery = {
  /** Targets of one object of the role's own resource (`resourcesOf(role)[0]`), as `readObject` gave it. */
  targetsOf(object: unknown): readonly LabelSet[];
  /** What was noticed so far. */
  warnings(): readonly Problem[];
};

/**
 * The targets that Prometheus discovers from these objects: labels before any rule and before the job's defaults.
 * Label names that become one are decided at random by Prometheus; here the last name in alphabetical order wins, with a warning.
 */
export function discoverTargets(role: DiscoveryRole, objects: KubernetesObjects, options: DiscoveryOptions): Discovered {
  const { targetsOf, warnings } = startDiscovery(role, objects, options);
  void targetsOf;
  return { targets: [], warnings: warnings() };
}

/** Like discoverTargets, object by object: `lookups` needs only the other resources of the role (services, pods, nodes). */
export function startDiscovery(_role: DiscoveryRole, _lookups: KubernetesObjects, _options: DiscoveryOptions): RoleDiscovery {
  return { targetsOf: () => [], warnings: () => [] };
}
