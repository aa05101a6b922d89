import { type KubeObject, RESOURCE_NAMES, RESOURCES, type ResourceName } from "./resources";

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";
export type ObjectEvent = { readonly type: WatchEventType; readonly version: number; readonly object: KubeObject };
type Listener = (event: ObjectEvent) => void;

export type ObjectStore = ReturnType<typeof createObjectStore>;

/**
 * Holds a cluster's objects, and every change since the start for those who watch.
 *
 * @param initial objects per resource
 * @param version resource version at which the objects were listed
 */
export function createObjectStore(initial: Record<ResourceName, KubeObject[]>, version: number) {
  const objects = new Map(RESOURCE_NAMES.map((name) => [name, new Map(initial[name].map((each) => [keyOf(each), each]))]));
  const history = new Map<ResourceName, ObjectEvent[]>(RESOURCE_NAMES.map((name) => [name, []]));
  const listeners = new Map<ResourceName, Set<Listener>>(RESOURCE_NAMES.map((name) => [name, new Set()]));
  let current = version;

  const table = (name: ResourceName) => objects.get(name) ?? new Map<string, KubeObject>();

  function record(name: ResourceName, type: WatchEventType, object: KubeObject): void {
    const event = { type, version: current, object: withKind(name, object) };
    history.get(name)?.push(event);
    for (const listener of listeners.get(name) ?? []) listener(event);
  }

  return {
    oldestVersion: version,
    currentVersion: () => current,
    list: (name: ResourceName): KubeObject[] => [...table(name).values()],
    get: (name: ResourceName, namespace: string | null, key: string) => table(name).get(`${namespace ?? ""}/${key}`),
    changesSince: (name: ResourceName, since: number) => (history.get(name) ?? []).filter((event) => event.version > since),

    /** Adds or replaces an object, as `kubectl apply` would. */
    put(name: ResourceName, object: KubeObject): void {
      current += 1;
      const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(current) } };
      const isKnown = table(name).has(keyOf(object));
      table(name).set(keyOf(object), stored);
      record(name, isKnown ? "MODIFIED" : "ADDED", stored);
    },

    /** Removes an object, as `kubectl delete` would. */
    remove(name: ResourceName, namespace: string | null, key: string): void {
      const stored = table(name).get(`${namespace ?? ""}/${key}`);
      if (stored === undefined) throw new Error(`there is no ${name} ${namespace ?? ""}/${key} to remove`);
      current += 1;
      table(name).delete(keyOf(stored));
      record(name, "DELETED", { ...stored, metadata: { ...stored.metadata, resourceVersion: String(current) } });
    },

    /** @returns a function that ends the subscription */
    subscribe(name: ResourceName, listener: Listener): () => void {
      listeners.get(name)?.add(listener);
      return () => listeners.get(name)?.delete(listener);
    },
  };
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

/** Items of a list carry no kind, objects of a watch do. */
export function withKind(name: ResourceName, object: KubeObject): KubeObject {
  const { kind, apiVersion } = RESOURCES[name];
  return { ...object, kind, apiVersion };
}
