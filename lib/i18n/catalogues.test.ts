import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import { STATUS_OF_ERROR } from "@/lib/errors";
import { CATALOGUES } from "./catalogues";
import { keyUses } from "./testing/key-uses";
import { saidProblems } from "./testing/problem-parameters";
import { parseSources } from "./testing/source-files";

const en = flatten(CATALOGUES.en);
const zh = flatten(CATALOGUES["zh-CN"]);
const sources = ["app", "components", "lib"].flatMap(parseSources);
const uses = sources.map(keyUses);
const wholeText = sources.map(({ text }) => text).join("\n");

const AREAS = Object.keys(CATALOGUES.en.problems).join("|");
const problemCodes = new Set(
  [...wholeText.matchAll(new RegExp(`["'\`]((?:${AREAS})/[a-z0-9]+(?:-[a-z0-9]+)*)["'\`]`, "g"))].map(([, code]) => code),
);
/** What Zod's own issue codes become in lib/zod-problems.ts. */
const ZOD_CODES = [
  "too-small",
  "too-big",
  "invalid-type",
  "invalid-format",
  "invalid-union",
  "invalid-value",
  "unrecognized-keys",
  "not-multiple-of",
  "custom",
];
for (const code of ZOD_CODES) problemCodes.add(`request/${code}`);

function flatten(messages: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[`${prefix}${key}`, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** Names of the ICU arguments and of the tags of a message. One language may need a plural where another does not. */
function argumentsOf(message: string): string[] {
  return [...new Set(namesIn(parse(message)))].sort();
}

function namesIn(elements: readonly MessageFormatElement[]): string[] {
  return elements.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    if (element.type === TYPE.tag) return [`<${element.value}>`, ...namesIn(element.children)];
    const options = "options" in element ? Object.values(element.options) : [];
    return [element.value, ...options.flatMap(({ value }) => namesIn(value))];
  });
}

function isProblemUsed(area: string, what: string): boolean {
  if (problemCodes.has(`${area}/${what}`)) return true;
  // `server/${outcome}`: the word comes from a list of outcomes.
  const isComputed = wholeText.includes(`\`${area}/\${`);
  return isComputed && [what, what.replaceAll("-", "_")].some((word) => wholeText.includes(`"${word}"`));
}

/** Explanations are keys that a translator says later: `explanation("rule.copy")`, "explanation(`object.${name}`)". */
const explained = [...wholeText.matchAll(/explanation\(\s*["`]([^"`]+)["`]/g)].map(
  ([, key = ""]) => new RegExp(`^explanations\\.${key.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, ".*")}$`),
);

function isUsed(key: string): boolean {
  if (explained.some((pattern) => pattern.test(key))) return true;
  const [namespace = "", ...rest] = key.split(".");
  if (namespace === "problems") return isProblemUsed(rest[0] ?? "", rest.slice(1).join("/"));
  if (namespace === "errors") return rest[0] === "offline" || Object.keys(STATUS_OF_ERROR).includes(rest[0] ?? "");
  if (uses.some(({ exact, patterns }) => exact.has(key) || patterns.some((pattern) => pattern.test(key)))) return true;
  // A translator that is called with a computed key takes it from a list in the source.
  const shorter = key.split(".").map((_part, index, parts) => parts.slice(index).join("."));
  const isComputed = uses.some(({ computed }) => [...computed].some((space) => space === "" || key.startsWith(`${space}.`)));
  return (isComputed || namespace === "cli") && shorter.some((one) => wholeText.includes(`"${one}"`));
}

test("both languages have the same keys", () => {
  expect([...zh.keys()].filter((key) => !en.has(key))).toEqual([]);
  expect([...en.keys()].filter((key) => !zh.has(key))).toEqual([]);
});

test("no sentence is empty", () => {
  expect([...en, ...zh].filter(([, sentence]) => sentence.trim() === "")).toEqual([]);
});

test("both languages take the same parameters", () => {
  const differing = [...en].filter(([key, message]) => String(argumentsOf(message)) !== String(argumentsOf(zh.get(key) ?? "")));
  expect(differing.map(([key]) => key)).toEqual([]);
});

test("a Chinese sentence is not left in English", () => {
  const isSentence = (text: string) => /[A-Za-z]+ [a-z]+ [a-z]+/.test(text);
  const same = [...en].filter(([key, message]) => isSentence(message) && zh.get(key) === message);
  // A quoted line of the program's own output stays as it is printed.
  expect(same.map(([key]) => key).filter((key) => key !== "access.setup.example")).toEqual([]);
});

describe("what the sources ask for is there", () => {
  test.each(
    sources.map(({ path }, index) => ({ path, exact: [...(uses[index]?.exact ?? [])] })).filter(({ exact }) => exact.length > 0),
  )("$path", ({ exact }) => {
    expect(exact.filter((key) => !en.has(key))).toEqual([]);
  });
});

test("every problem that the code can find has a sentence", () => {
  const keys = [...problemCodes].map((code) => `problems.${String(code).replaceAll("/", ".")}`);
  expect(keys.filter((key) => !en.has(key)).sort()).toEqual([]);
});

describe("every sentence is given all that it mentions", () => {
  test.each(
    sources.map(({ path }, index) => ({ path, given: uses[index]?.given ?? [] })).filter(({ given }) => given.length > 0),
  )("$path", ({ given }) => {
    const lacking = given.flatMap(({ key, parameters }) =>
      argumentsOf(en.get(key) ?? "")
        .filter((name) => !parameters.has(name.replaceAll(/[<>]/g, "")))
        .map((name) => `${key}: ${name}`),
    );
    expect(lacking).toEqual([]);
  });
});

describe("every problem gives its sentence all that it mentions", () => {
  const said = sources.map((source) => ({ path: source.path, problems: saidProblems(source) }));
  test.each(said.filter(({ problems }) => problems.length > 0))("$path", ({ problems }) => {
    const lacking = problems.flatMap(({ code, parameters }) => {
      const mentioned = argumentsOf(en.get(`problems.${code.replaceAll("/", ".")}`) ?? "");
      return mentioned.filter((name) => !name.startsWith("<") && !parameters.has(name)).map((name) => `${code}: ${name}`);
    });
    expect(lacking).toEqual([]);
  });
});

test("every error of the API has a sentence", () => {
  expect(Object.keys(STATUS_OF_ERROR).filter((code) => !en.has(`errors.${code}`))).toEqual([]);
});

test("nothing is kept that nobody says", () => {
  expect([...en.keys()].filter((key) => !isUsed(key)).sort()).toEqual([]);
});
