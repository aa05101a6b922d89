import { holds } from "./regex-language";
import type { RegexNode } from "./regex-tree";

/** What is known at a place inside a match. */
type State = {
  /** Something was consumed: `^` cannot hold any more. */
  readonly isInside: boolean;
  /** A `$` was passed: nothing can be consumed any more. */
  readonly isFinished: boolean;
  /** Kind of the last character, for word boundaries; "edge" is the beginning of the text. */
  readonly last: "edge" | "word" | "other" | "unknown";
  /** What a word boundary asks of the next character; the end of the text is "other". */
  readonly next: "word" | "other" | "unknown";
};

type States = ReadonlyMap<string, State>;

const FIRST: State = { isInside: false, isFinished: false, last: "edge", next: "unknown" };

/** Counted repeats beyond this are taken for "any number", which only makes more possible. */
const TIMES_MAX = 20;

/**
 * Can the regex match any text at all?
 * False is a proof (text behind `$` or before `^`, an empty class, a word boundary that cannot be); true may be wrong.
 */
export function canMatch(root: RegexNode): boolean {
  const states = pass(root, toStates([FIRST]));
  return [...states.values()].some(({ next }) => next !== "word");
}

function toStates(states: readonly State[]): States {
  return new Map(states.map((state) => [Object.values(state).join(), state]));
}

function pass(node: RegexNode, before: States): States {
  switch (node.kind) {
    case "text":
      return consume(before, isWord(node.text.codePointAt(0) ?? 0) ? "word" : "other");
    case "any":
      return consume(before, "unknown");
    case "class":
      return consumeClass(node, before);
    case "begin":
      return filter(before, ({ isInside }) => !isInside);
    case "finish":
      return toStates(
        [...before.values()].filter(({ next }) => next !== "word").map((state) => ({ ...state, isFinished: true })),
      );
    case "boundary":
    case "no_boundary":
      return toStates([...before.values()].flatMap((state) => atBoundary(state, node.kind === "boundary")));
    case "group":
      return pass(node.of, before);
    case "sequence":
      return node.items.reduce<States>((states, item) => pass(item, states), before);
    case "either":
      return toStates(node.items.flatMap((item) => [...pass(item, before).values()]));
    case "repeat":
      return repeat(node, before);
  }
}

function filter(states: States, isPossible: (state: State) => boolean): States {
  return toStates([...states.values()].filter(isPossible));
}

function consume(before: States, kind: "word" | "other" | "unknown"): States {
  const possible = filter(
    before,
    ({ isFinished, next }) => !isFinished && !(next !== "unknown" && kind !== "unknown" && next !== kind),
  );
  return toStates(
    [...possible.values()].map(({ next }): State => {
      // Of a character that could be either the boundary before it may say which it is.
      return { isInside: true, isFinished: false, last: kind === "unknown" ? next : kind, next: "unknown" };
    }),
  );
}

function consumeClass(node: Extract<RegexNode, { kind: "class" }>, before: States): States {
  if (isEmpty(node)) return toStates([]);
  return consume(before, kindOf(node));
}

function isEmpty({ ranges, isNegated }: Extract<RegexNode, { kind: "class" }>): boolean {
  return isNegated && ranges.some(([from, to]) => from === 0 && to >= 0x10ffff);
}

function kindOf(node: Extract<RegexNode, { kind: "class" }>): "word" | "other" | "unknown" {
  const ascii = Array.from({ length: 128 }, (_, code) => code).filter((code) => holds(node, code));
  // What a class holds beyond ASCII is no word character.
  const hasBeyond = node.isNegated || node.ranges.some(([, to]) => to > 127);
  if (!hasBeyond && ascii.every(isWord)) return "word";
  return ascii.some(isWord) ? "unknown" : "other";
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

function atBoundary(state: State, isBoundary: boolean): State[] {
  if (state.last === "unknown") return [state];
  const isAfterWord = state.last === "word";
  const wanted = isAfterWord === isBoundary ? "other" : "word";
  if (state.next !== "unknown" && state.next !== wanted) return [];
  if (state.isFinished && wanted === "word") return [];
  return [{ ...state, next: wanted }];
}

function repeat({ of, min, max }: Extract<RegexNode, { kind: "repeat" }>, before: States): States {
  let states = before;
  const times = Math.min(min, TIMES_MAX);
  for (let i = 0; i < times; i++) states = pass(of, states);
  // What more repeats can reach is a finite set: it stops growing.
  const all = new Map(states);
  const isExact = max !== null && max === min && min <= TIMES_MAX;
  for (let grown = !isExact; grown; ) {
    const size = all.size;
    for (const [key, state] of pass(of, all)) all.set(key, state);
    grown = all.size > size;
  }
  return all;
}
