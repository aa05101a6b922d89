import type { Explanation, ExplanationPart } from "./explanation";

/** The words of one language. */
export type Voice = {
  /** The phrase under a key of the catalogue, with its parameters put in. */
  readonly phrase: (key: string, parameters: Readonly<Record<string, string | number>>) => string;
  readonly list: (items: readonly string[], join: "and" | "or") => string;
};

/** Puts an explanation into words, from the inside out. */
export function sayExplanation({ key, parameters }: Explanation, voice: Voice): string {
  const said = Object.entries(parameters).map(([name, part]) => [name, sayPart(part, voice)] as const);
  return voice.phrase(key, Object.fromEntries(said));
}

function sayPart(part: ExplanationPart, voice: Voice): string | number {
  if (typeof part !== "object") return part;
  if (!("join" in part)) return sayExplanation(part, voice);
  const items = part.items.map((item) => (typeof item === "string" ? item : sayExplanation(item, voice)));
  return voice.list(items, part.join);
}
