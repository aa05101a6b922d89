/**
 * A sentence, or a part of one, without its words: `key` is a key below `explanations` of the message catalogues.
 * Parts are said first and put into the sentence; a list is joined the way the language joins one.
 */
export type Explanation = {
  readonly key: string;
  readonly parameters: Readonly<Record<string, ExplanationPart>>;
};

export type ExplanationPart = string | number | Explanation | ExplanationList;

/** `clauses`: "… and …" of parts that are half sentences; `text`: one behind the other, as it is. */
export type ExplanationList = {
  readonly join: "and" | "or" | "clauses" | "text";
  readonly items: readonly (string | Explanation)[];
};

export function explanation(key: string, parameters: Explanation["parameters"] = {}): Explanation {
  return { key, parameters };
}
