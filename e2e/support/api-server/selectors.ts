import type { KubeObject } from "./resources";
import { StatusError } from "./status";

/** Makes a filter of `labelSelector` and `fieldSelector`; sets (`in`, `notin`) are refused, nothing here sends them. */
export function selectorFilter(query: URLSearchParams): (object: KubeObject) => boolean {
  const labels = split(query.get("labelSelector")).map((term) => parseTerm(term));
  const fields = split(query.get("fieldSelector")).map((term) => parseTerm(term));
  return (object) =>
    labels.every((term) => fits(term, object.metadata.labels?.[term.name])) &&
    fields.every((term) => fits(term, readField(object, term.name)));
}

type Term = { readonly name: string; readonly value: string | null; readonly isNegated: boolean };

function split(selector: string | null): string[] {
  return (selector ?? "").split(",").filter((term) => term !== "");
}

function parseTerm(term: string): Term {
  const match = /^([^!=\s()]+)(?:(==|=|!=)([^=!\s()]*))?$/.exec(term);
  if (match?.[1] === undefined) throw new StatusError(400, "BadRequest", `unable to parse requirement: ${term}`);
  return { name: match[1], value: match[3] ?? null, isNegated: match[2] === "!=" };
}

function fits({ value, isNegated }: Term, actual: string | undefined): boolean {
  if (value === null) return actual !== undefined;
  return isNegated ? actual !== value : (actual ?? "") === value;
}

function readField(object: KubeObject, path: string): string | undefined {
  let value: unknown = object;
  for (const key of path.split(".")) value = isRecord(value) ? value[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
