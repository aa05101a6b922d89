import { isAtLeast, type PrometheusVersion } from "@/lib/prometheus/versions";
import { emptyLabelSet, type LabelSet } from "@/lib/relabel/label-set";
import type {
  KubernetesObjects,
  NamespaceObject,
  NodeObject,
  ObjectMetadata,
  ObjectReference,
  PodObject,
  ServiceObject,
} from "./kubernetes-objects";
import { type LabelDraft, META, put, putAll, putMap, putMetadata } from "./object-labels";
import { collectObservations, type Observations } from "./observations";
import { type DiscoveryOptions, takesNamespaceMetadata } from "./resources";

/** What differs between the releases of Prometheus. */
export type Features = {
  /** Annotations of endpoints, slices and attached nodes; labels of slices; no targets for pods without an address. */
  readonly annotatesEndpoints: boolean;
  readonly resolvesNodeReferences: boolean;
  readonly placesSliceEndpoints: boolean;
  /** Init containers take part in the roles endpoints and endpointslice. */
  readonly countsInitContainers: boolean;
  readonly needsNodeOfPod: boolean;
  readonly skipsSecondaryFamily: boolean;
  readonly tellsNodeConditions: boolean;
  readonly tellsLoadBalancerStatus: boolean;
};

/** Objects that others refer to: all of them, or for pods whoever finds one by "namespace/name". */
export type Lookups = Omit<KubernetesObjects, "pods"> & {
  readonly pods?: readonly PodObject[] | { get(key: string): PodObject | undefined };
};

export type DiscoveryContext = {
  readonly features: Features;
  readonly observations: Observations;
  /** Null when nodes are not attached, or were not read. */
  readonly nodes: ReadonlyMap<string, NodeObject> | null;
  findService(namespace: string, name: string): ServiceObject | undefined;
  /** The pod behind an address of an object in `namespace`. */
  findPod(reference: ObjectReference | null, namespace: string): PodObject | undefined;
  /** Adds the labels of a node, if it is known and wanted. */
  putNode(draft: LabelDraft, name: string | null): void;
  /** Adds the labels of a namespace, if it is known and wanted. */
  putNamespace(draft: LabelDraft, name: string): void;
};

function featuresOf(version: PrometheusVersion): Features {
  return {
    annotatesEndpoints: isAtLeast(version, 2, 46),
    resolvesNodeReferences: isAtLeast(version, 2, 45),
    placesSliceEndpoints: isAtLeast(version, 2, 52),
    countsInitContainers: isAtLeast(version, 3, 0),
    needsNodeOfPod: isAtLeast(version, 3, 11),
    skipsSecondaryFamily: isAtLeast(version, 3, 11),
    tellsNodeConditions: isAtLeast(version, 3, 12),
    tellsLoadBalancerStatus: isAtLeast(version, 3, 15),
  };
}

/** Indexes the objects that targets of a role refer to. */
export function createContext(lookups: Lookups, options: DiscoveryOptions): DiscoveryContext {
  const features = featuresOf(options.version);
  const observations = collectObservations();
  const services = byKey(lookups.services);
  const pods = lookups.pods !== undefined && "get" in lookups.pods ? lookups.pods : byKey(lookups.pods);
  const nodes = options.attachNode && lookups.nodes !== undefined ? byName(lookups.nodes) : null;
  const wantsNamespaces = options.attachNamespace === true && takesNamespaceMetadata("pod", options.version);
  const namespaces = byName(wantsNamespaces ? lookups.namespaces : undefined);
  // With `namespaces.names`, Prometheus keeps the objects of each namespace apart.
  const isApart = (options.namespaces ?? []).length > 0;
  const nodeLabels = memoise((node: NodeObject) => labelsOfNode(node, features, observations));
  const namespaceLabels = memoise((namespace: NamespaceObject) => labelsOfNamespace(namespace, observations));

  return {
    features,
    observations,
    nodes,
    findService: (namespace, name) => services.get(`${namespace}/${name}`),
    findPod(reference, namespace) {
      if (reference === null || reference.kind !== "Pod") return undefined;
      if (isApart && reference.namespace !== namespace) return undefined;
      return pods.get(`${reference.namespace}/${reference.name}`);
    },
    putNode(draft, name) {
      const node = name === null ? undefined : nodes?.get(name);
      if (node !== undefined) putAll(draft, nodeLabels(node));
    },
    putNamespace(draft, name) {
      const namespace = namespaces.get(name);
      if (namespace !== undefined) putAll(draft, namespaceLabels(namespace));
    },
  };
}

function labelsOfNode(node: NodeObject, { annotatesEndpoints }: Features, observations: Observations): LabelSet {
  const draft = emptyLabelSet();
  put(draft, `${META}node_name`, node.name);
  if (annotatesEndpoints) putMetadata(draft, "node", node, observations);
  else if (node.labels !== null) putMap(draft, "node_label", node.labels, node, observations);
  return draft;
}

function labelsOfNamespace(namespace: NamespaceObject, observations: Observations): LabelSet {
  const draft = emptyLabelSet();
  putMetadata(draft, "namespace", namespace, observations);
  return draft;
}

function memoise<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

function byKey<T extends ObjectMetadata>(objects: readonly T[] = []): ReadonlyMap<string, T> {
  return new Map(objects.map((object) => [`${object.namespace}/${object.name}`, object]));
}

function byName<T extends ObjectMetadata>(objects: readonly T[] = []): ReadonlyMap<string, T> {
  return new Map(objects.map((object) => [object.name, object]));
}
