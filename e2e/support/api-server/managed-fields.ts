import type { KubeObject } from "./resources";

/** One owner of fields, as metadata.managedFields has it. */
export type ManagedEntry = {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: unknown;
};

/** A field by the names that lead to it. Lists are one field as a whole. */
export type FieldPath = readonly string[];

/** Names of an object that nobody owns: they say which object it is. */
const IDENTITY = new Set(["name", "namespace", "resourceVersion", "uid", "managedFields", "creationTimestamp", "generation"]);

/** Every field that a body states. */
export function fieldsOf(object: Readonly<Record<string, unknown>>): FieldPath[] {
  return Object.entries(object).flatMap(([name, value]) => {
    if (name === "apiVersion" || name === "kind") return [];
    if (name !== "metadata") return leaves(value, [name]);
    const metadata = Object.entries(value as Record<string, unknown>).filter(([key]) => !IDENTITY.has(key));
    return metadata.flatMap(([key, inner]) => leaves(inner, [name, key]));
  });
}

function leaves(value: unknown, path: FieldPath): FieldPath[] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [path];
  const inner = Object.entries(value);
  return inner.length === 0 ? [path] : inner.flatMap(([name, each]) => leaves(each, [...path, name]));
}

export function keyOfPath(path: FieldPath): string {
  return JSON.stringify(path);
}

/** The tree `{"f:data": {"f:key": {}}}` of Kubernetes. */
export function toFieldsV1(paths: readonly FieldPath[]): unknown {
  const tree: Record<string, unknown> = {};
  for (const path of paths) {
    let node = tree;
    for (const name of path) {
      node[`f:${name}`] ??= {};
      node = node[`f:${name}`] as Record<string, unknown>;
    }
  }
  return tree;
}

export function fromFieldsV1(tree: unknown, path: FieldPath = []): FieldPath[] {
  const entries = Object.entries(tree as Record<string, unknown>).filter(([name]) => name.startsWith("f:"));
  if (entries.length === 0) return path.length === 0 ? [] : [path];
  return entries.flatMap(([name, inner]) => fromFieldsV1(inner, [...path, name.slice(2)]));
}

export function entriesOf(object: KubeObject | undefined): ManagedEntry[] {
  return (object?.metadata.managedFields as ManagedEntry[] | undefined) ?? [];
}

export function readPath(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], object);
}

export function writePath(object: Record<string, unknown>, path: FieldPath, value: unknown): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    if (value === undefined) delete object[name];
    else object[name] = value;
    return;
  }
  if (value === undefined && object[name] === undefined) return;
  object[name] ??= {};
  writePath(object[name] as Record<string, unknown>, rest, value);
}
