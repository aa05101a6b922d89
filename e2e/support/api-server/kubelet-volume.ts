import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ObjectStore } from "./object-store";

export type VolumeOptions = {
  readonly store: ObjectStore;
  readonly resource: "secrets" | "configmaps";
  readonly namespace: string;
  readonly name: string;
  /** Where the pod sees the volume. */
  readonly folder: string;
  /** Between a change of the object and its files; 60 to 90 s where it is real. */
  readonly delayMs: number;
  /** One key mounted by itself: written once, at the start of the pod. */
  readonly subPath?: string;
};

/**
 * Shows a Secret or a ConfigMap as files, as a kubelet does: a new folder for each state, one rename of `..data`, and a
 * link for each key.
 */
export function mountVolume({ store, resource, namespace, name, folder, delayMs, subPath }: VolumeOptions) {
  const timers = new Set<NodeJS.Timeout>();
  let generation = 0;
  let shown: Record<string, Buffer> | null = null;

  const write = () => {
    const next = readData(store, resource, namespace, name);
    if (next === null || isDeepStrictEqual(next, shown)) return;
    generation += 1;
    showState(folder, `..${new Date().toISOString().replace(/[-:.]/g, "_")}.${generation}`, next, shown ?? {});
    shown = next;
  };

  mkdirSync(folder, { recursive: true });
  if (subPath !== undefined) {
    const content = readData(store, resource, namespace, name)?.[subPath];
    if (content !== undefined) writeFileSync(join(folder, subPath), content);
    return { stop: () => undefined };
  }
  write();
  const unsubscribe = store.subscribe(resource, ({ object }) => {
    if (object.metadata.namespace !== namespace || object.metadata.name !== name) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      write();
    }, delayMs);
    timers.add(timer);
  });
  return {
    stop() {
      unsubscribe();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function readData(store: ObjectStore, resource: "secrets" | "configmaps", namespace: string, name: string) {
  const object = store.get(resource, namespace, name);
  if (object === undefined) return null;
  const data = (object.data ?? {}) as Record<string, string>;
  const encoding = resource === "secrets" ? "base64" : "utf8";
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, encoding)]));
}

type Data = Readonly<Record<string, Buffer>>;

/** Writes a state beside the old one, and makes it the one that is seen with one rename. */
function showState(folder: string, state: string, next: Data, before: Data): void {
  mkdirSync(join(folder, state));
  for (const [key, content] of Object.entries(next)) writeFileSync(join(folder, state, key), content);
  rmSync(join(folder, "..data_tmp"), { force: true });
  symlinkSync(state, join(folder, "..data_tmp"));
  renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
  const names = (data: Data, other: Data) => Object.keys(data).filter((key) => other[key] === undefined);
  for (const key of names(next, before)) symlinkSync(join("..data", key), join(folder, key));
  for (const key of names(before, next)) rmSync(join(folder, key), { force: true });
  const isOld = (name: string) => name.startsWith("..") && name !== "..data" && name !== state;
  for (const name of readdirSync(folder).filter(isOld)) rmSync(join(folder, name), { recursive: true, force: true });
}
