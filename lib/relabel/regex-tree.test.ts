import fc from "fast-check";
import { expect, test } from "vitest";
import { compileRegex } from "./regex";
import { matchesAnything, occurrencesMax, textsOf } from "./regex-language";
import { canMatch } from "./regex-possible";
import { parseRegex, type RegexNode } from "./regex-tree";
import { semanticsOf } from "./semantics";

const V3 = semanticsOf({ major: 3, minor: 5 });

function rootOf(pattern: string): RegexNode {
  const tree = parseRegex(pattern);
  if (tree === null) throw new Error(`cannot read ${pattern}`);
  return tree.root;
}

test.each([
  ["flags", "(?i)a"],
  ["a bracket that leaks", "a)|(b"],
  ["a Unicode class", "\\p{L}"],
  ["a POSIX class", "[[:alpha:]]"],
  ["a quotation", "\\Qa\\E"],
  ["an octal escape", "\\012"],
  ["a repeat of a repeat", "a**"],
  ["an open class", "[a"],
])("%s is left to the engine: %j", (_guarantee, pattern) => expect(parseRegex(pattern)).toBeNull());

test.each([
  ["none", "foo.*", []],
  ["in the order of their brackets", "((a)b)(c)", [1, 2, 3]],
  ["without those that capture nothing", "(?:a)(b)", [1]],
])("groups: %s", (_guarantee, pattern, numbers) => {
  expect(parseRegex(pattern)?.groups.map(({ index }) => index)).toEqual(numbers);
});

test("a group has its name", () => {
  expect(parseRegex("(?P<host>.+):(?<port>\\d+)")?.groups.map(({ name }) => name)).toEqual(["host", "port"]);
});

test.each<[string, string[] | null]>([
  ["true", ["true"]],
  ["https?", ["http", "https"]],
  ["a|b|", ["a", "b", ""]],
  ["(?:|false);x", [";x", "false;x"]],
  ["kube-(?:dns|proxy)", ["kube-dns", "kube-proxy"]],
  ["a\\.b", ["a.b"]],
  ["[ab]c", ["ac", "bc"]],
  ["a{2}", ["aa"]],
  ["a+", null],
  ["a.", null],
  ["[0-9]", null],
])("%s matches exactly %j", (pattern, texts) => expect(textsOf(rootOf(pattern))).toEqual(texts));

test.each<[string, boolean]>([
  ["(.*)", true],
  [".*", true],
  ["^(.*)$", true],
  ["(?:.*)|a", true],
  ["$.*^", false],
  [".+", false],
  ["", false],
  ["a.*", false],
])("%s matches anything: %j", (pattern, expected) => expect(matchesAnything(rootOf(pattern))).toBe(expected));

test.each<[string, number]>([
  ["a;b", 1],
  ["[^;]+", 0],
  ["(.+);(.+)", Number.POSITIVE_INFINITY],
  ["a|;;", 2],
  ["(?:;a){3}", 3],
])("%s holds at most so many semicolons: %j", (pattern, count) => expect(occurrencesMax(rootOf(pattern), ";")).toBe(count));

test.each([
  ["text behind the end", "a$b"],
  ["text before the beginning", "a^b"],
  ["the ends in the wrong order", "$^a"],
  ["the end inside a repeat", "(?:a$)+b"],
  ["a mandatory repeat of a whole text", "(?:^a){2}"],
  ["a word boundary inside a word", "foo\\bbar"],
  ["a word boundary between blanks", " \\b "],
  ["no boundary where there must be one", "foo\\B-"],
  ["a class of nothing", "[^\\x]a".replace("\\x", "\u0000-\u{10ffff}")],
  ["every alternative", "a$b|c^d"],
])("cannot match: %s (%j)", (_guarantee, pattern) => expect(canMatch(rootOf(pattern))).toBe(false));

test.each([
  ["anchors where they belong", "^a$"],
  ["two ends", "a$$"],
  ["one alternative can", "a$b|c"],
  ["an optional part behind the end", "a$b?"],
  ["no repeat at all", "a$b*"],
  ["word boundaries at the edges", "\\bfoo\\b"],
  ["a boundary beside a dot", "foo\\b.bar"],
  ["a boundary of a class that could be either", "\\b[a-]+\\b"],
  ["the empty pattern", ""],
  ["the beginning after an optional part", "a?^b"],
])("can match: %s (%j)", (_guarantee, pattern) => expect(canMatch(rootOf(pattern))).toBe(true));

const piece: fc.Arbitrary<string> = fc.letrec<{ regex: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("a", "b", "-", ";", ".", "[ab]", "[^a]", "\\d", "\\W", "^", "$", "\\b", "\\B", "\\."),
    tie("regex").map((inner) => `(${inner})`),
    tie("regex").map((inner) => `(?:${inner})`),
  ),
  regex: fc
    .array(fc.array(fc.tuple(tie("atom"), fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{1,2}")), { maxLength: 4 }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((alternatives) => alternatives.map((items) => items.map(([atom, times]) => atom + times).join("")).join("|")),
})).regex;

const subject = fc.string({ unit: fc.constantFrom("a", "b", "-", ";", "1", ".", " "), maxLength: 5 });

test("what is said of a regex agrees with the engine", () => {
  fc.assert(
    fc.property(piece, fc.array(subject, { maxLength: 30 }), (pattern, subjects) => {
      const tree = parseRegex(pattern);
      const engine = compileRegex(pattern, V3);
      if (tree === null || !engine.ok) return;
      const isPossible = canMatch(tree.root);
      const texts = textsOf(tree.root);
      for (const text of [...subjects, ...(texts ?? [])]) {
        const groups = engine.value.match(text);
        if (groups !== null) {
          expect(isPossible).toBe(true);
          expect(groups.length).toBe(tree.groups.length + 1);
          expect(text.split(";").length - 1).toBeLessThanOrEqual(occurrencesMax(tree.root, ";"));
        }
        if (texts !== null) expect(groups !== null).toBe(texts.includes(text));
        if (matchesAnything(tree.root)) expect(groups).not.toBeNull();
      }
    }),
    { numRuns: 300 },
  );
});
