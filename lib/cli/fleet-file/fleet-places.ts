import type { YamlNode } from "@/lib/prometheus/yaml-node";
import { readBoolean, readInteger } from "@/lib/prometheus/yaml-scalar";
import type { TextRange } from "@/lib/result";

export type Path = readonly (string | number)[];

/** Fields that are no text; everything else is taken by its spelling, so that `3.50` stays 3.50. */
function isTyped(path: Path): boolean {
  return path[0] === "clusters" && (path[2] === "jobs" || path[2] === "insecure_skip_verify");
}

/** The tree as plain values. A job `{ template, ...parameters }` gets its parameters under their own key. */
export function toPlain(node: YamlNode, path: Path = []): unknown {
  if (node.kind === "sequence") return node.items.map((item, index) => toPlain(item, [...path, index]));
  if (node.kind === "scalar") return isTyped(path) ? typedScalar(node) : node.tag === "null" ? null : node.text;
  const entries = node.entries.map(({ key, value }) => [key.text, toPlain(value, [...path, key.text])] as const);
  if (!isJob(path)) return Object.fromEntries(entries);
  const parameters = Object.fromEntries(entries.filter(([key]) => key !== "template"));
  return { ...Object.fromEntries(entries.filter(([key]) => key === "template")), parameters };
}

function isJob(path: Path): boolean {
  return path.length === 4 && path[0] === "clusters" && path[2] === "jobs";
}

function typedScalar({ tag, text }: Extract<YamlNode, { kind: "scalar" }>): unknown {
  if (tag === "null") return null;
  if (tag === "bool") return readBoolean(text);
  return tag === "int" ? Number(readInteger(text)) : text;
}

/** Where a path leads, or as far as the file goes: a value that fits on its line, else the key in front of it. */
export function placeOf(root: YamlNode, path: Path): TextRange {
  let node = root;
  let range = root.place.range;
  for (const [depth, part] of path.entries()) {
    // Parameters of a job stand beside its `template` in the file.
    if (part === "parameters" && isJob(path.slice(0, depth))) continue;
    const next = step(node, part);
    if (next === null) break;
    node = next.value;
    const isShown = next.key === null || (node.kind === "scalar" && node.text !== "");
    range = isShown ? node.place.range : (next.key ?? node).place.range;
  }
  return range;
}

/** Where a key stands in the mapping that a path leads to. */
export function keyPlace(root: YamlNode, path: Path, key: string): TextRange {
  let node: YamlNode = root;
  for (const part of path) node = step(node, part)?.value ?? node;
  return step(node, key)?.key?.place.range ?? placeOf(root, path);
}

function step(node: YamlNode, part: string | number): { key: YamlNode | null; value: YamlNode } | null {
  if (node.kind === "sequence") {
    const item = node.items[Number(part)];
    return item === undefined ? null : { key: null, value: item };
  }
  return node.kind === "mapping" ? (node.entries.find(({ key }) => key.text === part) ?? null) : null;
}
