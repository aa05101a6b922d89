/** Names this far away are another word, not a slip. */
const DISTANCE_MAX = 4;

/** The names that a misspelt one most likely means: the nearest, and others as near. */
export function nearestOf(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const ranked = names.map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate) }));
  const least = Math.min(...ranked.map(({ distance }) => distance));
  if (least > Math.min(DISTANCE_MAX, Math.ceil(wanted.length / 2))) return [];
  return ranked.filter(({ distance }) => distance === least).map(({ candidate }) => candidate);
}

/** Letters to add, remove or exchange (Levenshtein); a name that starts the same way is near whatever follows. */
function distanceOf(from: string, to: string): number {
  if (from.length > 2 && to.startsWith(from)) return 1;
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
