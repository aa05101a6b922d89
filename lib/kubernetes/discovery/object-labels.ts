import type { ObjectMetadata } from "./kubernetes-objects";
import type { Observations } from "./observations";

/** Labels while they are built. */
export type LabelDraft = Record<string, string>;

/** Kinds of objects whose own labels and annotations become labels of targets, as Prometheus calls them. */
export type MetaObject = "node" | "service" | "pod" | "endpoints" | "endpointslice" | "ingress" | "namespace";

export const META = "__meta_kubernetes_";

/** Adds a label; an empty value is no label. */
export function put(draft: LabelDraft, name: string, value: string): void {
  if (value !== "") draft[name] = value;
}

/** Adds all labels of `more`. */
export function putAll(draft: LabelDraft, more: Readonly<Record<string, string>>): void {
  for (const name in more) draft[name] = more[name] as string;
}

/** A Kubernetes name as part of a label name: each character that label names cannot hold becomes "_". */
export function sanitizeLabelName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/gu, "_");
}

/** Adds `<object>_label_*`, `<object>_labelpresent_*` and the same for annotations. */
export function putMetadata(draft: LabelDraft, object: MetaObject, metadata: ObjectMetadata, observations: Observations): void {
  if (metadata.labels !== null) putMap(draft, `${object}_label`, metadata.labels, metadata, observations);
  if (metadata.annotations !== null) putMap(draft, `${object}_annotation`, metadata.annotations, metadata, observations);
}

/** Adds the labels of one map: the value unless it is empty, and that it is there. */
export function putMap(
  draft: LabelDraft,
  kind: string,
  map: Readonly<Record<string, string>>,
  owner: ObjectMetadata,
  observations: Observations,
): void {
  const names = namesOf(kind);
  let hasCollision = false;
  for (const key in map) {
    const { value, present } = labelNames(names, kind, key);
    if (present in draft) hasCollision = true;
    draft[present] = "true";
    put(draft, value, map[key] as string);
  }
  if (hasCollision) decideCollisions(draft, kind, map, owner, observations);
}

/** Where several names become one, Prometheus takes any of them; here the last one in the order of code units counts. */
function decideCollisions(
  draft: LabelDraft,
  kind: string,
  map: Readonly<Record<string, string>>,
  owner: ObjectMetadata,
  observations: Observations,
): void {
  const keysOf = new Map<string, string[]>();
  for (const key of Object.keys(map).sort()) {
    const { value } = labelNames(namesOf(kind), kind, key);
    keysOf.set(value, [...(keysOf.get(value) ?? []), key]);
  }
  for (const [label, keys] of keysOf) {
    const used = keys.at(-1) as string;
    if (keys.length === 1) continue;
    delete draft[label];
    put(draft, label, map[used] as string);
    observations.collision({ label, keys, used, owner });
  }
}

type LabelNames = { readonly value: string; readonly present: string };

// Clusters use few distinct keys, many times each; a cluster that invents keys must not fill the memory.
const KEYS_MAX = 20_000;
const NAMES = new Map<string, Map<string, LabelNames>>();

function namesOf(kind: string): Map<string, LabelNames> {
  const known = NAMES.get(kind);
  if (known !== undefined) return known;
  const names = new Map<string, LabelNames>();
  NAMES.set(kind, names);
  return names;
}

function labelNames(names: Map<string, LabelNames>, kind: string, key: string): LabelNames {
  const known = names.get(key);
  if (known !== undefined) return known;
  if (names.size >= KEYS_MAX) names.clear();
  const suffix = sanitizeLabelName(key);
  // The presence of a topology key is spelled with one more underscore than that of a label.
  const presence = kind.endsWith("_topology") ? `${kind}_present` : `${kind}present`;
  const made = { value: `${META}${kind}_${suffix}`, present: `${META}${presence}_${suffix}` };
  names.set(key, made);
  return made;
}
