import {
  KUBERNETES_RESOURCES,
  type KubernetesObjects,
  type KubernetesResource,
  type ObjectOf,
  readObject,
} from "@/lib/kubernetes/discovery";
import { type Problem, problem } from "@/lib/result";
import { createValueSplitter, NoJson } from "./split-values";

const RESOURCES = Object.keys(KUBERNETES_RESOURCES) as KubernetesResource[];

const OF_KIND: ReadonlyMap<string, KubernetesResource> = new Map(
  RESOURCES.map((resource) => [KUBERNETES_RESOURCES[resource].kind, resource]),
);

export type DumpOptions = {
  /** Chooses among the objects as they are in the dump; all are taken when absent. */
  readonly isWanted?: (resource: KubernetesResource, raw: unknown) => boolean;
  /** Gets the objects instead of the dump, when it returns true; so that they need not all be in memory. */
  readonly onObject?: <R extends KubernetesResource>(resource: R, object: ObjectOf[R]) => boolean;
};

/** What a dump holds. */
export type Dump = {
  /** A resource is there when the dump holds at least one object of it, wanted or not. */
  readonly objects: KubernetesObjects;
  readonly problems: readonly Problem[];
  /** Lists without any object: kubectl found none of what it was asked for. */
  readonly isEmpty: boolean;
};

export type DumpReader = {
  /** Takes the next bytes; false when the rest need not be read, because this is no JSON. */
  push(chunk: Uint8Array): boolean;
  /** To be called between files. */
  endFile(): void;
  end(): Dump;
};

/**
 * Reads what `kubectl get ... -A -o json` prints: a List, also of several kinds, lists as the API gives them, single objects,
 * and several of these one after the other. Memory holds slim objects only.
 */
export function createDumpReader({ isWanted, onObject }: DumpOptions = {}): DumpReader {
  const lists = new Map<KubernetesResource, ObjectOf[KubernetesResource][]>();
  const keys = new Set<string>();
  const left = { unreadable: 0, unknown: new Map<string, number>(), repeated: 0, repeatedExample: "" };
  let isBroken = false;
  let hasLists = false;
  const seeList = () => {
    hasLists = true;
  };
  let splitter = createValueSplitter(take, seeList);

  function take(value: unknown, listKind: string | null): void {
    const kind = kindOf(value) ?? listKind;
    const items = itemsOf(value, kind);
    if (items !== null) {
      for (const item of items) take(item, kind?.replace(/List$/, "") ?? null);
      return;
    }
    const resource = kind === null ? undefined : OF_KIND.get(kind);
    if (kind === null) left.unreadable += 1;
    else if (resource === undefined) left.unknown.set(kind, (left.unknown.get(kind) ?? 0) + 1);
    else takeObject(resource, value);
  }

  function takeObject(resource: KubernetesResource, value: unknown): void {
    const object = readObject(resource, value);
    if (object === null) {
      left.unreadable += 1;
      return;
    }
    const list = lists.get(resource) ?? [];
    lists.set(resource, list);
    if (isWanted !== undefined && !isWanted(resource, value)) return;
    const key = `${resource}/${object.namespace}/${object.name}`;
    if (keys.has(key)) {
      left.repeated += 1;
      left.repeatedExample ||= key;
      return;
    }
    keys.add(key);
    if (onObject?.(resource, object) !== true) list.push(object);
  }

  function guard(work: () => void): void {
    if (isBroken) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof NoJson)) throw error;
      isBroken = true;
    }
  }

  return {
    push(chunk) {
      guard(() => splitter.push(chunk));
      return !isBroken;
    },
    endFile() {
      guard(splitter.end);
      splitter = createValueSplitter(take, seeList);
    },
    end() {
      guard(splitter.end);
      const isEmpty = !isBroken && hasLists && lists.size === 0 && left.unknown.size === 0 && left.unreadable === 0;
      return { objects: Object.fromEntries(lists) as KubernetesObjects, problems: problemsOf(isEmpty), isEmpty };
    },
  };

  function problemsOf(isEmpty: boolean): Problem[] {
    const warn = (code: string, parameters: Problem["parameters"]) => problem(code, { severity: "warning", parameters });
    const { unreadable, unknown, repeated, repeatedExample } = left;
    return [
      ...(isBroken ? [problem("discovery/not-json")] : []),
      ...(!isBroken && !isEmpty && lists.size === 0 ? [problem("discovery/no-kubernetes-objects")] : []),
      ...(unreadable > 0 ? [warn("discovery/unreadable-object", { count: unreadable })] : []),
      ...[...unknown].slice(0, KINDS_MAX).map(([kind, count]) => warn("discovery/unknown-kind", { kind, count })),
      ...(repeated > 0 ? [warn("discovery/repeated-object", { count: repeated, object: repeatedExample })] : []),
    ];
  }
}

/** A dump of everything holds dozens of kinds; a hostile one more. */
const KINDS_MAX = 50;

function kindOf(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("kind" in value)) return null;
  return typeof value.kind === "string" && value.kind !== "" ? value.kind : null;
}

/** A list inside a list, or one that says late that it is one. */
function itemsOf(value: unknown, kind: string | null): readonly unknown[] | null {
  if (kind === null || !kind.endsWith("List")) return null;
  const { items } = value as { items?: unknown };
  return Array.isArray(items) ? items : null;
}

/** Does a text that begins like this come from kubectl? Lists of targets have no such fields. */
export function looksLikeDump(start: string): boolean {
  return /^[\s\uFEFF[]*\{/.test(start) && /"apiVersion"\s*:\s*"/.test(start) && /"(?:kind"\s*:\s*"|items"\s*:\s*\[)/.test(start);
}
