import fc from "fast-check";
import pieces from "@/lib/prometheus/testdata/differential-pieces.json";

/** A pattern in RE2 syntax with a text that it may match. */
export type RegexCase = { readonly pattern: string; readonly text: string };

const anyOf = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const toCase = ([pattern = "", text = ""]: readonly string[]): RegexCase => ({ pattern, text });
const char = anyOf(pieces.chars);
const literal = fc
  .oneof({ weight: 6, arbitrary: char }, { weight: 1, arbitrary: anyOf(pieces.rareChars) })
  .map((text) => toCase([text, text]));

const classItem = fc.oneof(
  char.map((one) => [/[\\\]^-]/.test(one) ? `\\${one}` : one, one]),
  anyOf(pieces.classItems),
);
const charClass = fc.tuple(fc.boolean(), fc.array(classItem, { minLength: 1, maxLength: 3 })).map(([isNegated, items]) =>
  toCase([
    `[${isNegated ? "^" : ""}${items.map(([pattern]) => pattern).join("")}]`, //
    isNegated ? "~" : (items[0]?.[1] ?? ""),
  ]),
);

function join(parts: readonly RegexCase[]): RegexCase {
  return { pattern: parts.map(({ pattern }) => pattern).join(""), text: parts.map(({ text }) => text).join("") };
}

const { node } = fc.letrec<{ node: RegexCase; sequence: RegexCase; group: RegexCase; repeat: RegexCase; choice: RegexCase }>(
  (tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 5, arbitrary: literal },
      { weight: 2, arbitrary: anyOf(pieces.escapes).map(toCase) },
      { weight: 2, arbitrary: charClass },
      { weight: 3, arbitrary: tie("group") },
      { weight: 3, arbitrary: tie("repeat") },
      { weight: 2, arbitrary: tie("choice") },
    ),
    group: fc
      .tuple(anyOf(pieces.groups), tie("sequence"))
      .map(([open, { pattern, text }]) => toCase([`${open}${pattern})`, text])),
    repeat: fc
      .tuple(tie("node"), anyOf(pieces.repeats))
      .map(([{ pattern, text }, [mark, count]]) => toCase([`${pattern}${mark}`, text.repeat(Number(count)).slice(0, 200)])),
    choice: fc
      .tuple(tie("sequence"), tie("sequence"), fc.boolean())
      .map(([a, b, isFirst]) => toCase([`(?:${a.pattern}|${b.pattern})`, isFirst ? a.text : b.text])),
    sequence: fc.array(tie("node"), { maxLength: 3 }).map(join),
  }),
);

const random = fc.array(node, { minLength: 1, maxLength: 5 }).map(join);
const odd = anyOf(pieces.odd).map(toCase);

/** One character out of place: this is how people break patterns. */
const mangled = fc.tuple(random, fc.nat(), anyOf([..."()[]{}*+?|\\^$.,:-<>PpQE0"])).map(([{ pattern, text }, at, one]) => {
  const points = [...pattern];
  points.splice(at % (points.length + 1), at % 3 === 0 ? 1 : 0, one);
  return { pattern: points.join(""), text };
});

/** Regexes of all kinds, most of them valid. */
export const regexCase: fc.Arbitrary<RegexCase> = fc.oneof(
  { weight: 6, arbitrary: random },
  { weight: 2, arbitrary: anyOf(pieces.practical).map(toCase) },
  { weight: 2, arbitrary: odd },
  { weight: 1, arbitrary: fc.tuple(random, odd, random).map(join) },
  { weight: 1, arbitrary: mangled },
);

/** A text to try a pattern on: one that was built to match, a spoilt one, or any. */
export function textFor({ text }: RegexCase): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(text) },
    { weight: 2, arbitrary: fc.tuple(fc.nat(), char).map(([at, one]) => spoil(text, at, one)) },
    { weight: 1, arbitrary: fc.array(char, { maxLength: 6 }).map((parts) => parts.join("")) },
    { weight: 1, arbitrary: fc.constant(text.toUpperCase()) },
  );
}

function spoil(text: string, at: number, one: string): string {
  const points = [...text];
  points.splice(at % (points.length + 1), at % 2, one);
  return points.join("");
}
