import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import type { LabelSet } from "@/lib/relabel/label-set";
import { type Problem, problem } from "@/lib/result";
import { createContext, type DiscoveryContext, type Lookups } from "./discovery-context";
import { distinctTargets } from "./distinct-targets";
import { endpointsTargets } from "./endpoints-targets";
import { endpointSliceTargets } from "./endpointslice-targets";
import { ingressTargets } from "./ingress-targets";
import type { KubernetesObjects, KubernetesResource, ObjectOf } from "./kubernetes-objects";
import { nodeTargets } from "./node-targets";
import { podTargets } from "./pod-targets";
import { type DiscoveryOptions, KUBERNETES_RESOURCES, resourcesOf } from "./resources";
import { serviceTargets } from "./service-targets";

type Role<R extends KubernetesResource> = {
  readonly resource: R;
  readonly targetsOf: (object: ObjectOf[R], context: DiscoveryContext) => LabelSet[];
};

function role<R extends KubernetesResource>(resource: R, targetsOf: Role<R>["targetsOf"]): Role<R> {
  return { resource, targetsOf };
}

const ROLES = {
  node: role("nodes", nodeTargets),
  service: role("services", serviceTargets),
  pod: role("pods", podTargets),
  endpoints: role("endpoints", endpointsTargets),
  endpointslice: role("endpointslices", endpointSliceTargets),
  ingress: role("ingresses", ingressTargets),
} satisfies Record<DiscoveryRole, { resource: KubernetesResource }>;

/** The resource whose objects a role turns into targets. */
export type ResourceOfRole<T extends DiscoveryRole> = (typeof ROLES)[T]["resource"];

/** What a discovery came to. */
export type Discovered = { readonly targets: readonly LabelSet[]; readonly warnings: readonly Problem[] };

/** Discovery of one role over objects that arrive one by one. */
export type RoleDiscovery<T extends DiscoveryRole> = {
  /** Targets of one object of the role's own resource (`resourcesOf(role)[0]`), as `readObject` gave it. */
  targetsOf(object: ObjectOf[ResourceOfRole<T>]): readonly LabelSet[];
  /** What was noticed so far. */
  warnings(): readonly Problem[];
};

/**
 * The targets that Prometheus discovers from these objects: labels before any rule and before the job's defaults.
 * Label names that become one are decided at random by Prometheus; here the last name in alphabetical order wins, with a warning.
 * A resource that was not read is a warning; Prometheus itself would find no target at all without it.
 */
export function discoverTargets(role: DiscoveryRole, objects: KubernetesObjects, options: DiscoveryOptions): Discovered {
  const missing = resourcesOf(role, options).filter((resource) => objects[resource] === undefined);
  const { targetsOf, warnings } = startDiscovery(role, objects, options);
  const own = (objects[ROLES[role].resource] ?? []) as readonly ObjectOf[ResourceOfRole<DiscoveryRole>][];
  const targets: LabelSet[] = [];
  for (const object of own) for (const labels of targetsOf(object as never)) targets.push(labels);
  return { targets, warnings: [...missing.map((resource) => missingResource(role, resource)), ...warnings()] };
}

export function missingResource(role: DiscoveryRole, resource: KubernetesResource): Problem {
  return problem("discovery/resource-missing", { severity: "warning", parameters: { role, resource } });
}

/** Like discoverTargets, object by object: `lookups` needs only the other resources of the role (services, pods, nodes). */
export function startDiscovery<T extends DiscoveryRole>(role: T, lookups: Lookups, options: DiscoveryOptions): RoleDiscovery<T> {
  const { resource, targetsOf } = ROLES[role] as unknown as Role<ResourceOfRole<T>>;
  const context = createContext(lookups, options);
  const namespaces = new Set(KUBERNETES_RESOURCES[resource].isNamespaced ? options.namespaces : []);
  return {
    targetsOf: (object) =>
      namespaces.size > 0 && !namespaces.has(object.namespace) ? [] : distinctTargets(targetsOf(object, context)),
    warnings: context.observations.problems,
  };
}
