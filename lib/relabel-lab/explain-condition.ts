import { matchesAnything, textsOf } from "@/lib/relabel/regex-language";
import type { RegexNode } from "@/lib/relabel/regex-tree";
import { type Explanation, type ExplanationPart, explanation } from "./explanation";

/** What a regex asks of a value, as far as words can say it; `matches` quotes the regex. */
export type Condition =
  | { readonly kind: "anything" }
  | {
      readonly kind: ConditionKind;
      readonly parameters: Readonly<Record<string, ExplanationPart>>;
    }
  | { readonly kind: "any_of"; readonly of: readonly Condition[] };

type ConditionKind =
  | "exact"
  | "one_of"
  | "empty"
  | "empty_or"
  | "present"
  | "prefix"
  | "longer_prefix"
  | "suffix"
  | "contains"
  | "without"
  | "number"
  | "digits"
  | "matches";

/** Longer lists say less than the regex itself. */
const TEXTS_MAX = 8;
const ALTERNATIVES_MAX = 4;

/** Puts a regex into words where its shape is a common one. */
export function describeRegex(root: RegexNode | null, regex: string): Condition {
  return (root === null ? null : describe(root)) ?? { kind: "matches", parameters: { regex } };
}

/** "is exactly “true”" */
export function sayIs(condition: Exclude<Condition, { kind: "anything" }>): Explanation {
  return say("is", condition);
}

/** "must be exactly “true”" */
export function sayMust(condition: Exclude<Condition, { kind: "anything" }>): Explanation {
  return say("must", condition);
}

function say(form: "is" | "must", condition: Exclude<Condition, { kind: "anything" }>): Explanation {
  if (condition.kind !== "any_of") return explanation(`${form}.${condition.kind}`, condition.parameters);
  const items = condition.of.flatMap((one) => (one.kind === "anything" ? [] : [say(form, one)]));
  return explanation("either", { items: { join: "or", items } });
}

function describe(root: RegexNode): Condition | null {
  const items = partsOf(root);
  const node = items.length === 1 && items[0] !== undefined ? items[0] : root;
  if (matchesAnything(root)) return { kind: "anything" };
  const texts = describeTexts(items);
  if (texts !== null) return texts;
  if (node.kind === "either") return describeAlternatives(node.items);
  return describeParts(items);
}

/** Items of a sequence without the anchors at its ends and without brackets around it, however deep. */
function partsOf(root: RegexNode): readonly RegexNode[] {
  if (root.kind === "group") return partsOf(root.of);
  const items = root.kind === "sequence" ? root.items : [root];
  const from = Number(items[0]?.kind === "begin");
  const inner = items.slice(from, items.at(-1)?.kind === "finish" ? -1 : undefined);
  const [only] = inner;
  return inner.length === 1 && only?.kind === "group" ? partsOf(only) : inner.map(unwrap);
}

function unwrap(node: RegexNode): RegexNode {
  return node.kind === "group" ? unwrap(node.of) : node;
}

function describeTexts(items: readonly RegexNode[]): Condition | null {
  const texts = textsOf({ kind: "sequence", items, start: 0, end: 0 });
  if (texts === null || texts.length > TEXTS_MAX) return null;
  const filled = texts.filter((text) => text !== "");
  const [first] = filled;
  if (first === undefined) return texts.length === 0 ? null : { kind: "empty", parameters: {} };
  const list = { join: "or", items: filled.map((text) => explanation("quoted", { text })) } as const;
  if (filled.length < texts.length) return { kind: "empty_or", parameters: { texts: list } };
  if (filled.length === 1) return { kind: "exact", parameters: { text: first } };
  return { kind: "one_of", parameters: { texts: list } };
}

function describeAlternatives(alternatives: readonly RegexNode[]): Condition | null {
  if (alternatives.length > ALTERNATIVES_MAX) return null;
  const of = alternatives.map(describe);
  return of.every((one) => one !== null && one.kind !== "anything" && one.kind !== "any_of")
    ? { kind: "any_of", of: of.filter((one) => one !== null) }
    : null;
}

function describeParts(items: readonly RegexNode[]): Condition | null {
  const [first, ...rest] = items;
  if (first === undefined) return { kind: "empty", parameters: {} };
  if (rest.length === 0) return describeRepeat(first);
  const last = items.at(-1);
  const begins = isAny(first, 0);
  const inner = items.slice(begins ? 1 : 0, isAny(last, 0) || isAny(last, 1) ? -1 : undefined);
  const texts = textsOf({ kind: "sequence", items: inner, start: 0, end: 0 });
  const [text] = texts ?? [];
  if (texts?.length !== 1 || text === undefined || text === "") return null;
  const parameters = { text };
  if (begins) return isAny(last, 0) ? { kind: "contains", parameters } : isAny(last, 1) ? null : { kind: "suffix", parameters };
  return isAny(last, 0) ? { kind: "prefix", parameters } : { kind: "longer_prefix", parameters };
}

/** `.*` (min 0) or `.+` (min 1). */
function isAny(node: RegexNode | undefined, min: number): boolean {
  return node?.kind === "repeat" && node.min === min && node.max === null && unwrap(node.of).kind === "any";
}

function describeRepeat(node: RegexNode): Condition | null {
  if (node.kind !== "repeat" || node.min === 0) return null;
  if (isAny(node, 1)) return { kind: "present", parameters: {} };
  const { min, max } = node;
  const of = unwrap(node.of);
  if (of.kind !== "class") return null;
  const [range, ...others] = of.ranges;
  const isDigits = !of.isNegated && others.length === 0 && range?.[0] === 48 && range[1] === 57;
  if (isDigits && max === null) return min === 1 ? { kind: "number", parameters: {} } : null;
  if (isDigits && max !== null && max > min) return { kind: "digits", parameters: { min, max } };
  const isList = of.isNegated && max === null && min === 1 && of.ranges.every(([from, to]) => from === to);
  if (!isList) return null;
  const items = of.ranges.map(([from]) => explanation("quoted", { text: String.fromCodePoint(from) }));
  return { kind: "without", parameters: { characters: { join: "or", items } } };
}
