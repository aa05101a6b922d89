import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "vite";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export type Node = { readonly type: string; readonly [key: string]: unknown };
export type SourceFile = { readonly path: string; readonly text: string; readonly program: Node };

/** Parses the product's own sources below a folder: no tests, no recorded data. */
export function parseSources(folder: string): SourceFile[] {
  return listFiles(join(ROOT, folder))
    .map((path) => relative(ROOT, path))
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.|\.d\.ts$|\/testing\/|\/testdata\//.test(path))
    .map((path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      return { path, text, program: parseSync(path, text).program as unknown as Node };
    });
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Visits every node, outer before inner, in the order of the text. */
export function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit);
  } else if (isNode(node)) {
    visit(node);
    for (const value of Object.values(node)) walk(value, visit);
  }
}

/** Names in an object that is written out; null where something is spread into it, or it is no such object. */
export function propertyNames(node: Node): Set<string> | null {
  if (node.type !== "ObjectExpression") return null;
  const names = new Set<string>();
  for (const property of node.properties as Node[]) {
    if (property.type === "SpreadElement" || !isNode(property.key)) return null;
    names.add(String(property.key.name ?? property.key.value));
  }
  return names;
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}
