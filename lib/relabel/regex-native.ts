import type { Groups } from "./expand";
import { areDisjoint, type CharSet } from "./regex-chars";
import { type CharItem, canBeEmpty, type GroupItem, type Item, outlinePattern, type Sequence } from "./regex-outline";

/** A JavaScript regex that agrees with RE2 on every text of at most `lengthMax` characters. */
export type NativeRegex = { readonly lengthMax: number; match(text: string): Groups | null };

/** Ways through a pattern that backtracking may try before the linear engine is the better choice: well below 1 ms. */
const STEPS_MAX = 32_768;

/** Shorter texts alone would not be worth it. */
const LENGTH_MIN = 16;
const LENGTH_MAX = 4_096;

/**
 * Hands a simple pattern to JavaScript's own regex engine, which is some fifty times as fast as the RE2 engine.
 *
 * Why that is the same: both define a match as the first one that trying alternatives in order finds. They differ in
 * syntax, in what a class holds, and in groups or empty matches inside loops; none of these is left in an outline, and
 * the JavaScript pattern is written anew from it. Why that is fast: no loop encloses another, so the ways through the
 * pattern are a product that can be computed, and texts for which it is large go to the linear engine.
 */
export function findNativeRegex(pattern: string, dotMatchesNewline: boolean): NativeRegex | null {
  const branches = outlinePattern(pattern, dotMatchesNewline);
  if (branches === null) return null;
  const lengthMax = lengthMaxOf(branches);
  if (lengthMax < LENGTH_MIN) return null;
  const regex = new RegExp(`^(?:${branches.map(renderSequence).join("|")})$`, "u");
  return { lengthMax, match: (text) => toGroups(regex.exec(text)) };
}

function toGroups(found: RegExpExecArray | null): Groups | null {
  if (found === null) return null;
  const groups: (string | null)[] = found;
  for (let i = 1; i < groups.length; i++) groups[i] ??= null;
  return groups;
}

function lengthMaxOf(branches: readonly Sequence[]): number {
  let length = LENGTH_MAX;
  while (length >= LENGTH_MIN && effortOf(branches, "end", length).steps > STEPS_MAX) length = Math.floor(length * 0.9);
  return length;
}

/** What must come next: one of these characters, the end of the text, or anything. */
type Follow = CharSet | "end" | null;

/** Upper bounds for a text of some length: ways in which a part can match, and steps to try them all. */
type Effort = { readonly ways: number; readonly steps: number };

function effortOf(branches: readonly Sequence[], follow: Follow, length: number): Effort {
  const efforts = branches.map((branch) => effortOfSequence(branch, follow, length));
  return { ways: sum(efforts.map(({ ways }) => ways)), steps: sum(efforts.map(({ steps }) => steps + 1)) };
}

function effortOfSequence(sequence: Sequence, follow: Follow, length: number): Effort {
  let next = follow;
  const follows = sequence.toReversed().map((item) => {
    const mine = next;
    next = followBefore(item, next);
    return mine;
  });
  let ways = 1;
  let steps = 0;
  sequence.forEach((item, i) => {
    const effort = effortOfItem(item, follows[sequence.length - 1 - i] ?? null, length);
    steps += ways * effort.steps;
    ways *= effort.ways;
  });
  return { ways, steps };
}

function effortOfItem(item: Item, follow: Follow, length: number): Effort {
  if (item.kind === "anchor") return { ways: 1, steps: 1 };
  if (item.kind === "group") {
    const { ways, steps } = effortOf(item.branches, follow, length);
    return item.isOptional ? { ways: ways + 1, steps: steps + 1 } : { ways, steps };
  }
  const most = Math.min(item.max, length);
  if (item.max === item.min) return { ways: 1, steps: most };
  // When what follows cannot belong to the loop, there is one place where it can stop.
  return { ways: isDetermined(item, follow) ? 1 : Math.max(most - item.min, 0) + 1, steps: 2 * most };
}

function isDetermined({ chars }: CharItem, next: Follow): boolean {
  return next === "end" || (next !== null && areDisjoint(chars, next));
}

function followBefore(item: Item, next: Follow): Follow {
  if (item.kind === "anchor") return item.source === "$" ? "end" : null;
  if (item.kind === "char") return item.min > 0 ? item.chars : null;
  const [only, ...others] = item.branches;
  const [first] = only ?? [];
  const isCertain = first !== undefined && others.length === 0 && !item.isOptional && !canBeEmpty([first]);
  return isCertain && first !== undefined ? followBefore(first, next) : null;
}

function renderSequence(sequence: Sequence): string {
  return sequence.map(renderItem).join("");
}

function renderItem(item: Item): string {
  if (item.kind === "anchor") return item.source;
  return item.kind === "group" ? renderGroup(item) : renderChars(item.chars) + renderRepeat(item);
}

function renderGroup({ captures, branches, isOptional, isLazy }: GroupItem): string {
  const repeat = isOptional ? `?${isLazy ? "?" : ""}` : "";
  return `(${captures ? "" : "?:"}${branches.map(renderSequence).join("|")})${repeat}`;
}

function renderChars(chars: CharSet): string {
  return `[${chars.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("")}]`;
}

function renderRepeat({ min, max, isLazy }: CharItem): string {
  if (min === 1 && max === 1) return "";
  return `{${min},${max === Number.POSITIVE_INFINITY ? "" : max}}${isLazy ? "?" : ""}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
