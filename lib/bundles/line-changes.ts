/** Lines of the newer text that the older one does not have, 1-based and inclusive. */
export type ChangedLines = { readonly firstLine: number; readonly lastLine: number; readonly kind: "added" | "changed" };

/** Edits beyond this are shown as one change: nobody reads them line by line, and the search is quadratic in them. */
const EDITS_MAX = 800;

/** Which lines of `after` are new, or stand where others stood, compared with `before`. */
export function changedLines(before: string, after: string): ChangedLines[] {
  if (before === after) return [];
  const old = toLines(before);
  const now = toLines(after);
  const start = commonStart(old, now);
  const end = commonEnd(old, now, start);
  const middle = { old: old.slice(start, old.length - end), now: now.slice(start, now.length - end) };
  return toRanges(matchLines(middle.old, middle.now), middle.old.length, middle.now.length, start);
}

function toLines(text: string): string[] {
  if (text === "") return [];
  return text.replace(/\n$/, "").split("\n");
}

function commonStart(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}

function commonEnd(a: readonly string[], b: readonly string[], start: number): number {
  let count = 0;
  while (count < a.length - start && count < b.length - start && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

type Match = readonly [old: number, now: number];

/** Pairs of equal lines in order, a longest common subsequence by Myers' algorithm; empty beyond EDITS_MAX. */
function matchLines(old: readonly string[], now: readonly string[]): Match[] {
  const rows: Row[] = [];
  let row: Row = startRow(0);
  for (let edits = 0; edits <= Math.min(old.length + now.length, EDITS_MAX); edits++) {
    rows.push(row);
    const next = startRow(edits + 1);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const from = previousDiagonal(row, diagonal, edits);
      const x = followEqual(old, now, from > diagonal ? reach(row, from) : reach(row, from) + 1, diagonal);
      next.furthest[diagonal + next.offset] = x;
      if (x >= old.length && x - diagonal >= now.length) return walkBack(rows, old.length, now.length);
    }
    row = next;
  }
  return [];
}

/** How far into the old text each diagonal has come with a number of edits. */
type Row = { readonly furthest: number[]; readonly offset: number };

function startRow(edits: number): Row {
  const furthest: number[] = Array(2 * edits + 3).fill(-1);
  // Before the first edit the search stands above the first line.
  if (edits === 0) furthest[2] = 0;
  return { furthest, offset: edits + 1 };
}

function reach({ furthest, offset }: Row, diagonal: number): number {
  return furthest[diagonal + offset] ?? -1;
}

/** The neighbour a path came from: above (a line was added) or left (a line was removed), whichever is further. */
function previousDiagonal(row: Row, diagonal: number, edits: number): number {
  if (diagonal === -edits) return diagonal + 1;
  if (diagonal === edits) return diagonal - 1;
  return reach(row, diagonal - 1) < reach(row, diagonal + 1) ? diagonal + 1 : diagonal - 1;
}

function followEqual(old: readonly string[], now: readonly string[], start: number, diagonal: number): number {
  let x = start;
  while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
  return x;
}

function walkBack(rows: readonly Row[], oldLength: number, nowLength: number): Match[] {
  const matches: Match[] = [];
  let x = oldLength;
  let y = nowLength;
  for (const [edits, row] of [...rows.entries()].reverse()) {
    const from = previousDiagonal(row, x - y, edits);
    const fromX = edits === 0 ? 0 : reach(row, from);
    const fromY = edits === 0 ? 0 : fromX - from;
    for (; x > fromX && y > fromY; x--, y--) matches.push([x - 1, y - 1]);
    x = fromX;
    y = fromY;
  }
  return matches.reverse();
}

function toRanges(matches: readonly Match[], oldLength: number, nowLength: number, offset: number): ChangedLines[] {
  const ranges: ChangedLines[] = [];
  let old = 0;
  let now = 0;
  for (const [nextOld, nextNow] of [...matches, [oldLength, nowLength] as const]) {
    if (nextNow > now) {
      const kind = nextOld > old ? "changed" : "added";
      ranges.push({ firstLine: offset + now + 1, lastLine: offset + nextNow, kind });
    }
    old = nextOld + 1;
    now = nextNow + 1;
  }
  return ranges;
}
