import { ruleSpansOf } from "./edit-rules-spans";

/** Beyond this many pairs rules are no longer compared by likeness: a paste that large replaces, it does not edit. */
const PAIRS_MAX = 40_000;

/**
 * Which rules of a new text are off when these were off in the old one. Rules are recognised by what they say: those that
 * stayed the same first, wherever they stand now, then those that were edited by their likeness to an old one.
 *
 * @param off indexes from 0 of the old text's rules
 * @returns indexes from 0 of the new text's rules, ascending
 */
export function carryRulesOff(beforeText: string, afterText: string, off: readonly number[]): number[] {
  if (off.length === 0) return [];
  if (beforeText === afterText) return [...off];
  const before = ruleSpansOf(beforeText).map(({ text }) => normalised(text));
  const after = ruleSpansOf(afterText).map(({ text }) => normalised(text));
  const places = matchRules(before, after);
  const carried = off.flatMap((index) => places.get(index) ?? []);
  return [...new Set(carried)].toSorted((a, b) => a - b);
}

function normalised(text: string): string {
  return text.replaceAll("\r", "").replaceAll(/\s+$/gm, "");
}

/** Old index -> new index. */
function matchRules(before: readonly string[], after: readonly string[]): Map<number, number> {
  const places = new Map<number, number>();
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) places.set(start, start++);
  let [endBefore, endAfter] = [before.length, after.length];
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    places.set(--endBefore, --endAfter);
  }
  const oldOnes = indexesBetween(start, endBefore);
  const newOnes = new Set(indexesBetween(start, endAfter));
  const edited = oldOnes.filter((old) => {
    const same = [...newOnes].find((index) => after[index] === before[old]);
    if (same === undefined) return true;
    places.set(old, same);
    newOnes.delete(same);
    return false;
  });
  for (const [old, index] of matchByLikeness(edited, [...newOnes], before, after)) places.set(old, index);
  return places;
}

function indexesBetween(start: number, end: number): number[] {
  return Array.from({ length: Math.max(end - start, 0) }, (_, at) => start + at);
}

/** Pairs the most alike first; of equals those whose order fits. */
function matchByLikeness(olds: readonly number[], news: readonly number[], before: readonly string[], after: readonly string[]) {
  if (olds.length === news.length && olds.length === 1) return [[olds[0] ?? 0, news[0] ?? 0]] as const;
  if (olds.length * news.length > PAIRS_MAX) return [];
  const wordsOf = (texts: readonly string[], indexes: readonly number[]) =>
    new Map(indexes.map((index) => [index, new Set(texts[index]?.match(/[\w.]+/g))]));
  const oldWords = wordsOf(before, olds);
  const newWords = wordsOf(after, news);
  const pairs = olds.flatMap((old, rank) =>
    news.map((index, place) => ({
      old,
      index,
      likeness: likenessOf(oldWords.get(old), newWords.get(index)),
      distance: Math.abs(rank - place),
    })),
  );
  const taken = { old: new Set<number>(), index: new Set<number>() };
  return pairs
    .filter(({ likeness }) => likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.distance - b.distance)
    .flatMap(({ old, index }): (readonly [number, number])[] => {
      if (taken.old.has(old) || taken.index.has(index)) return [];
      taken.old.add(old);
      taken.index.add(index);
      return [[old, index]];
    });
}

/** Share of words that two rules have in common. */
function likenessOf(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): number {
  if (a === undefined || b === undefined) return 0;
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(a.size + b.size - common, 1);
}
