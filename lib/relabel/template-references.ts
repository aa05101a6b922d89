import { parseTemplate } from "./expand";

/** A `$` reference in a replacement or a templated target_label. */
export type TemplateReference = {
  /** What is referred to: digits only for a number. */
  readonly name: string;
  /** null for a name. */
  readonly group: number | null;
  /** Where it stands, `$` and braces included; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly isBraced: boolean;
};

/** Finds the references of a template, by the rules of Go's `Regexp.Expand`. */
export function findReferences(template: string): TemplateReference[] {
  const found: TemplateReference[] = [];
  for (let at = template.indexOf("$"); at >= 0; at = template.indexOf("$", at)) {
    const whole = /^\$(?:\{([^}]*)\}|[\p{L}\p{Nd}_]+)/u.exec(template.slice(at))?.[0];
    // The one parser of templates says whether it is a reference.
    const [part] = whole === undefined ? [] : parseTemplate(whole);
    if (whole === undefined || part === undefined || typeof part === "string") {
      at += template.startsWith("$$", at) ? 2 : 1;
      continue;
    }
    const group = "group" in part ? part.group : null;
    const name = "group" in part ? String(part.group) : part.name;
    found.push({ name, group, start: at, end: at + whole.length, isBraced: whole.startsWith("${") });
    at += whole.length;
  }
  return found;
}
