export { type Discovered, discoverTargets, missingResource, type RoleDiscovery, startDiscovery } from "./discover-targets";
export type { Lookups } from "./discovery-context";
export type { KubernetesObjects, KubernetesResource, ObjectOf } from "./kubernetes-objects";
export { readObject } from "./read-objects";
export {
  type DiscoveryOptions,
  KUBERNETES_RESOURCES,
  type ObjectSelector,
  requestsOf,
  resourcesOf,
  takesNodeMetadata,
} from "./resources";
export { compileSelectors, type ObjectFilter } from "./select-objects";
