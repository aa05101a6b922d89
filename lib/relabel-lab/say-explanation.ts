import type { Explanation, ExplanationPart } from "./explanation";

/** The words of one language. */
export type Voice = {
  /** The phrase under a key of the catalogue, with its parameters put in. */
  readonly phrase: (key: string, parameters: Readonly<Record<string, string | number>>) => string;
  readonly list: (items: readonly string[], join: "and" | "or") => string;
};

/** Puts an explanation into words, from the inside out. */
export function sayExplanation(explanation: Explanation, voice: Voice): string {
  return spaceScripts(say(explanation, voice));
}

function say({ key, parameters }: Explanation, voice: Voice): string {
  const said = Object.entries(parameters).map(([name, part]) => [name, sayPart(part, voice)] as const);
  const phrase = voice.phrase(key, Object.fromEntries(said));
  // Words inside a quotation, not the quotation's own.
  return key === "placeholder" ? spacePlain(phrase) : phrase;
}

function sayPart(part: ExplanationPart, voice: Voice): string | number {
  if (typeof part === "string") return visible(part);
  if (typeof part === "number") return part;
  if (!("join" in part)) return say(part, voice);
  const items = part.items.map((item) => (typeof item === "string" ? visible(item) : say(item, voice)));
  if (part.join === "text") return items.join("");
  if (part.join === "clauses") return items.reduce((before, last) => voice.phrase("clause.and", { before, last }));
  return voice.list(items, part.join);
}

/** A line break in a value would break the sentence. */
function visible(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}

/** Chinese is set with a blank beside Latin words; what is quoted stays as it is. */
function spaceScripts(sentence: string): string {
  return sentence
    .split(/(“[^”]*”)/)
    .map((part, i) => (i % 2 === 1 ? part : spacePlain(part)))
    .join("")
    .replaceAll(/(\p{sc=Han}) (?=“)/gu, "$1");
}

function spacePlain(text: string): string {
  return text
    .replaceAll(/(\p{sc=Han})(?=[A-Za-z0-9_])/gu, "$1 ")
    .replaceAll(/([A-Za-z0-9_])(?=\p{sc=Han})/gu, "$1 ")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/ (?=[，。、；])/g, "");
}
