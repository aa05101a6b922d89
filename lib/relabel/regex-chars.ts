/** Ranges of code points, ascending and apart from each other. */
export type CharSet = readonly (readonly [first: number, last: number])[];

const CODE_POINT_MAX = 0x10ffff;

export const DIGITS: CharSet = [[0x30, 0x39]];
export const WORD: CharSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

export function rangeOf(first: number, last: number): CharSet {
  return [[first, last]];
}

/** Brings ranges in order and joins those that touch. */
export function charSet(ranges: CharSet): CharSet {
  const joined: [number, number][] = [];
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return joined;
}

export function union(a: CharSet, b: CharSet): CharSet {
  return charSet([...a, ...b]);
}

export function complement(chars: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [first, last] of chars) {
    if (first > next) rest.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= CODE_POINT_MAX) rest.push([next, CODE_POINT_MAX]);
  return rest;
}

export function areDisjoint(a: CharSet, b: CharSet): boolean {
  return a.every(([first, last]) => b.every(([other, otherLast]) => last < other || otherLast < first));
}
