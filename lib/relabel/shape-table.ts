import type { LabelSet } from "./label-set";
import { LabelShape } from "./label-shape";

type Node = { readonly next: Map<string, Node>; shape: LabelShape | null };

/** Shapes with this many names or more are not looked for: they would be too many and too large. */
const NAMES_MAX = 256;

/** Names in all shapes and in the tree that finds them. */
const SIZE_MAX = 1_000_000;

/** Shapes with the same number of names that are tried before the tree is asked. */
const RECENT_MAX = 8;

/** The shapes of all label sets that were asked for; grown too large, it forgets everything and begins anew. */
class ShapeTable {
  #root: Node = { next: new Map(), shape: null };
  #size = { names: 0 };
  #recent: LabelShape[][] = [];

  find(names: readonly string[]): LabelShape {
    if (names.length > NAMES_MAX) return new LabelShape(names, { names: 0 });
    this.#recent[names.length] ??= [];
    const recent = this.#recent[names.length] ?? [];
    for (const shape of recent) if (hasSameNames(shape.names, names)) return shape;
    const shape = this.#walk(names);
    if (recent.length >= RECENT_MAX) recent.shift();
    recent.push(shape);
    return shape;
  }

  #walk(names: readonly string[]): LabelShape {
    if (this.#size.names > SIZE_MAX) {
      this.#root = { next: new Map(), shape: null };
      this.#size = { names: 0 };
      this.#recent = [];
    }
    let node = this.#root;
    for (const name of names) {
      let next = node.next.get(name);
      if (next === undefined) {
        next = { next: new Map(), shape: null };
        node.next.set(name, next);
      }
      node = next;
    }
    node.shape ??= new LabelShape(names, this.#size);
    return node.shape;
  }
}

function hasSameNames(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A label set as values in the places of a shape; no value is "". */
export type ShapedLabels = { readonly shape: LabelShape; readonly values: readonly string[] };

const table = new ShapeTable();

/**
 * Lays a label set out by its shape; entries that are "" count as absent. Whoever runs other rules on the same targets
 * with every key that is pressed does it once.
 */
export function toShaped(labels: LabelSet): ShapedLabels {
  const names = Object.keys(labels);
  const values: string[] = [];
  for (const name of names) {
    const value = labels[name] ?? "";
    if (value !== "") values.push(value);
  }
  const present = values.length === names.length ? names : names.filter((name) => labels[name] !== "");
  return { shape: table.find(present), values };
}
