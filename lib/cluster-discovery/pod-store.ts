import "server-only";
import type { PodObject } from "@/lib/kubernetes/discovery/kubernetes-objects";

/** Pods by "namespace/name", for discoveries that look pods up. */
export type PodStore = {
  add(pods: readonly PodObject[]): void;
  /** The same object again for the same key, until `forget`. */
  get(key: string): PodObject | undefined;
  /** Unpacked pods are no longer needed. */
  forget(): void;
};

const SHELF_BYTES = 4 * 1024 * 1024;

/**
 * Keeps pods as JSON outside of the heap, one after another, and unpacks the few that are looked up at a time: 150,000 pods as
 * objects would take more than twice the memory, and the garbage collector would visit every one of them again and again.
 */
export function createPodStore(): PodStore {
  const shelves: Buffer[] = [];
  const places = new Map<string, number>();
  const lengths = new Map<number, number>();
  let unpacked = new Map<string, PodObject>();
  let used = SHELF_BYTES;

  function put(text: string): number {
    const bytes = Buffer.byteLength(text);
    if (used + bytes > SHELF_BYTES) {
      // A pod that is larger than a shelf gets one of its own.
      shelves.push(Buffer.allocUnsafeSlow(Math.max(SHELF_BYTES, bytes)));
      used = 0;
    }
    const place = (shelves.length - 1) * SHELF_BYTES + used;
    shelves.at(-1)?.write(text, used);
    used += bytes;
    lengths.set(place, bytes);
    return place;
  }

  return {
    add(pods) {
      for (const pod of pods) places.set(`${pod.namespace}/${pod.name}`, put(JSON.stringify(pod)));
    },
    get(key) {
      const known = unpacked.get(key);
      if (known !== undefined) return known;
      const place = places.get(key);
      if (place === undefined) return undefined;
      const start = place % SHELF_BYTES;
      const text = shelves[Math.floor(place / SHELF_BYTES)]?.toString("utf8", start, start + (lengths.get(place) ?? 0)) ?? "";
      const pod = JSON.parse(text) as PodObject;
      unpacked.set(key, pod);
      return pod;
    },
    forget() {
      if (unpacked.size > 0) unpacked = new Map();
    },
  };
}
