import type { RegexNode } from "./regex-tree";

/** More texts than this are not a list any more. */
const TEXTS_MAX = 30;

/** All texts that a regex matches, in the order of its alternatives; null when they are too many, or without end. */
export function textsOf(node: RegexNode): readonly string[] | null {
  switch (node.kind) {
    case "text":
      return [node.text];
    case "group":
      return textsOf(node.of);
    case "either":
      return unionOf(node.items.map(textsOf));
    case "sequence":
      return node.items.reduce<readonly string[] | null>((all, item) => productOf(all, textsOf(item)), [""]);
    case "repeat":
      return textsOfRepeat(node);
    case "class":
      return textsOfClass(node);
    default:
      // An assertion matches no text of its own, and whether it holds is for `canMatch` to say.
      return null;
  }
}

function textsOfRepeat({ of, min, max }: Extract<RegexNode, { kind: "repeat" }>): readonly string[] | null {
  if (max === null || max > 3) return null;
  const once = textsOf(of);
  let all: readonly string[] | null = [];
  let power: readonly string[] | null = [""];
  for (let times = 0; times <= max; times++) {
    if (times >= min) all = unionOf([all, power]);
    power = productOf(power, once);
  }
  return all;
}

function textsOfClass({ ranges, isNegated }: Extract<RegexNode, { kind: "class" }>): readonly string[] | null {
  if (isNegated) return null;
  const count = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  // `[0-9]` is a digit, not a list of ten texts.
  if (count > 4) return null;
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));
}

function unionOf(lists: readonly (readonly string[] | null)[]): readonly string[] | null {
  const all = new Set<string>();
  for (const list of lists) {
    if (list === null) return null;
    for (const text of list) all.add(text);
  }
  return all.size > TEXTS_MAX ? null : [...all];
}

function productOf(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null || a.length * b.length > TEXTS_MAX) return null;
  return [...new Set(a.flatMap((before) => b.map((after) => before + after)))];
}

/** May the class, or `.`, stand for this character? */
export function holds({ ranges, isNegated }: Extract<RegexNode, { kind: "class" }>, code: number): boolean {
  return ranges.some(([from, to]) => from <= code && code <= to) !== isNegated;
}

/** How often a match may hold this character at most. */
export function occurrencesMax(node: RegexNode, character: string): number {
  switch (node.kind) {
    case "text":
      return Number(node.text === character);
    case "any":
      return 1;
    case "class":
      return Number(holds(node, character.codePointAt(0) ?? 0));
    case "group":
      return occurrencesMax(node.of, character);
    case "either":
      return Math.max(...node.items.map((item) => occurrencesMax(item, character)));
    case "sequence":
      return node.items.reduce((sum, item) => sum + occurrencesMax(item, character), 0);
    case "repeat": {
      const once = occurrencesMax(node.of, character);
      return once === 0 ? 0 : once * (node.max ?? Number.POSITIVE_INFINITY);
    }
    default:
      return 0;
  }
}

/** Does it match every text? Newlines apart, which Prometheus 2 leaves out of `.`. */
export function matchesAnything(node: RegexNode): boolean {
  if (node.kind === "group") return matchesAnything(node.of);
  if (node.kind === "sequence") {
    const from = Number(node.items[0]?.kind === "begin");
    const to = node.items.length - Number(node.items.at(-1)?.kind === "finish");
    return from < to && node.items.slice(from, to).every(matchesAnything);
  }
  if (node.kind === "either") return node.items.some(matchesAnything);
  return node.kind === "repeat" && node.min === 0 && node.max === null && node.of.kind === "any";
}
