import type { RegexNode, RegexTree } from "./regex-tree";

/** The part of a regex that one of several joined values has to match. */
export type RegexPiece = { readonly root: RegexNode; readonly start: number; readonly end: number };

/**
 * Takes a regex for joined values apart at its separators: `(.+);(\d+)` for two values is `(.+)` and `(\d+)`.
 *
 * @returns null unless the separator stands plainly between exactly `count` parts
 */
export function splitAtSeparator({ root }: RegexTree, separator: string, count: number): RegexPiece[] | null {
  if (count === 1) return [{ root, start: root.start, end: root.end }];
  if ([...separator].length !== 1 || root.kind !== "sequence") return null;
  const pieces: RegexPiece[] = [];
  let items: RegexNode[] = [];
  let start = root.start;
  for (const item of root.items) {
    if (item.kind === "text" && item.text === separator) {
      pieces.push(toPiece(items, start, item.start));
      items = [];
      start = item.end;
    } else {
      items.push(item);
    }
  }
  pieces.push(toPiece(items, start, root.end));
  return pieces.length === count ? pieces : null;
}

function toPiece(items: readonly RegexNode[], start: number, end: number): RegexPiece {
  const [only] = items;
  const root: RegexNode = items.length === 1 && only !== undefined ? only : { kind: "sequence", items, start, end };
  return { root, start, end };
}
