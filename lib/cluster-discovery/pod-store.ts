import "server-only";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { PodObject } from "@/lib/kubernetes/discovery/kubernetes-objects";

/** Pods by "namespace/name", for discoveries that look pods up. */
export type PodStore = {
  add(pods: readonly PodObject[]): void;
  /** The same object again for the same key, until `forget`. */
  get(key: string): PodObject | undefined;
  /** Unpacked pods are no longer needed. */
  forget(): void;
};

/** Small enough to unpack for one pod, large enough to compress well. */
const SHELF_BYTES = 64 * 1024;
/** Pods and those who refer to them are listed in the same order, by namespace and name: the next one is mostly near. */
const OPEN_SHELVES_MAX = 128;

/**
 * Keeps pods as compressed JSON, and unpacks the few that are looked up at a time: 150,000 pods as objects would take ten times
 * the memory, and the garbage collector would visit every one of them again and again.
 */
export function createPodStore(): PodStore {
  const shelves: Buffer[] = [];
  /** Shelf and place in it, as one number. */
  const places = new Map<string, number>();
  const open = new Map<number, string[]>();
  let unpacked = new Map<string, PodObject>();
  let filling: string[] = [];
  let length = 0;

  function close(): void {
    shelves.push(deflateRawSync(filling.join("\n"), { level: 1 }));
    filling = [];
    length = 0;
  }

  function openShelf(index: number): readonly string[] {
    if (index === shelves.length) return filling;
    const lines =
      open.get(index) ??
      inflateRawSync(shelves[index] ?? Buffer.alloc(0))
        .toString("utf8")
        .split("\n");
    // The one that was used last goes to the end; the first is the one that nobody asked for the longest time.
    open.delete(index);
    open.set(index, lines);
    for (const [oldest] of open) if (open.size > OPEN_SHELVES_MAX) open.delete(oldest);
    return lines;
  }

  return {
    add(pods) {
      for (const pod of pods) {
        const text = JSON.stringify(pod);
        if (length > 0 && length + text.length > SHELF_BYTES) close();
        places.set(`${pod.namespace}/${pod.name}`, shelves.length * SHELF_BYTES + filling.length);
        filling.push(text);
        length += text.length;
      }
    },
    get(key) {
      const known = unpacked.get(key);
      if (known !== undefined) return known;
      const place = places.get(key);
      if (place === undefined) return undefined;
      const text = openShelf(Math.floor(place / SHELF_BYTES))[place % SHELF_BYTES] ?? "";
      const pod = JSON.parse(text) as PodObject;
      unpacked.set(key, pod);
      return pod;
    },
    forget() {
      if (unpacked.size > 0) unpacked = new Map();
    },
  };
}
