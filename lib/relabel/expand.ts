import { isAssignedLater } from "./unicode-later";

/** A replacement or a templated target_label, split once at its references. */
export type Template = readonly (string | { readonly group: number } | { readonly name: string })[];

/** Groups of one match; null where a group took no part. */
export type Groups = readonly (string | null)[];

const NAME = /^[\p{L}\p{Nd}_]+/u;

/** What the newest Prometheus knows. */
const UNICODE_NEWEST = 17;
const NUMBER = /^(?:0|[1-9][0-9]{0,7})$/;

/**
 * Splits a text at its `$` references, by the rules of Go's `Regexp.Expand`.
 * What a letter is depends on the Unicode version that a Prometheus was built with.
 */
export function parseTemplate(text: string, unicode: number = UNICODE_NEWEST): Template {
  const parts: (string | { group: number } | { name: string })[] = [];
  let literal = "";
  let rest = text;
  while (rest !== "") {
    const dollar = rest.indexOf("$");
    if (dollar < 0) break;
    literal += rest.slice(0, dollar);
    rest = rest.slice(dollar);
    const reference = readReference(rest, unicode);
    if (reference === null) {
      // `$$` is the one escape; any other `$` stands for itself.
      literal += "$";
      rest = rest.slice(rest.startsWith("$$") ? 2 : 1);
      continue;
    }
    if (literal !== "") parts.push(literal);
    literal = "";
    parts.push(toPart(reference.name));
    rest = rest.slice(reference.length);
  }
  literal += rest;
  if (literal !== "" || parts.length === 0) parts.push(literal);
  return parts;
}

export type Expander = (groups: Groups) => string;

/** Prepares the text of a template for any match; a missing group is "". */
export function compileTemplate(template: Template, names: ReadonlyMap<string, readonly number[]>): Expander {
  const parts = template.map((part) => compilePart(part, names));
  const [only, second, ...others] = parts;
  if (only === undefined) return () => "";
  if (second === undefined) return only;
  return (groups) => others.reduce((text, part) => text + part(groups), only(groups) + second(groups));
}

function compilePart(part: Template[number], names: ReadonlyMap<string, readonly number[]>): Expander {
  if (typeof part === "string") return () => part;
  if ("group" in part) return (groups) => groups[part.group] ?? "";
  const numbers = names.get(part.name) ?? [];
  // Of groups with the same name the first one that took part counts.
  return (groups) => numbers.map((number) => groups[number] ?? null).find((value) => value !== null) ?? "";
}

function readReference(text: string, unicode: number): { name: string; length: number } | null {
  if (text.startsWith("${")) {
    const end = text.indexOf("}");
    const name = end < 0 ? "" : text.slice(2, end);
    return name !== "" && readName(name, unicode) === name ? { name, length: end + 1 } : null;
  }
  const name = readName(text.slice(1), unicode);
  return name === "" ? null : { name, length: name.length + 1 };
}

/** Letters, digits and _ at the start. */
function readName(text: string, unicode: number): string {
  const name = NAME.exec(text)?.[0] ?? "";
  const later = [...name].findIndex((char) => isAssignedLater(char, unicode));
  return later < 0 ? name : [...name].slice(0, later).join("");
}

function toPart(name: string): { group: number } | { name: string } {
  return NUMBER.test(name) ? { group: Number(name) } : { name };
}
