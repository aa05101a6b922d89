import { type ConfigObjectName, findFieldText } from "./config-more-fields";
import { isAtLeast, type PrometheusVersion } from "./versions";

/** What the value of a field looks like. */
export type Shape =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "duration" | "size" | "labels" | "loose" }
  | { readonly kind: "choice"; readonly options: readonly string[] }
  | { readonly kind: "object"; readonly name: ConfigObjectName }
  | { readonly kind: "list" | "map"; readonly of: Shape };

/** One row of the field table, read. */
export type FieldSpec = {
  readonly shape: Shape;
  /** First release with the field, "2.43"; null when all have it. */
  readonly since: string | null;
  /** First release without it. */
  readonly until: string | null;
};

const specs = new Map<string, FieldSpec>();

/** The field of an object; null when no Prometheus has it. */
export function findField(object: ConfigObjectName, field: string): FieldSpec | null {
  const text = findFieldText(object, field);
  if (text === undefined) return null;
  const known = specs.get(text) ?? parseSpec(text);
  specs.set(text, known);
  return known;
}

export function isFieldOf(version: PrometheusVersion, { since, until }: FieldSpec): boolean {
  return (since === null || reaches(version, since)) && (until === null || !reaches(version, until));
}

function reaches(version: PrometheusVersion, release: string): boolean {
  const [major = 0, minor = 0] = release.split(".").map(Number);
  return isAtLeast(version, major, minor);
}

function parseSpec(text: string): FieldSpec {
  const [shape = "", ...marks] = text.split(" ");
  return {
    shape: parseShape(shape),
    since: marks.find((mark) => mark.endsWith("+"))?.slice(0, -1) ?? null,
    until: marks.find((mark) => mark.startsWith("-"))?.slice(1) ?? null,
  };
}

function parseShape(text: string): Shape {
  if (text.endsWith("[]")) return { kind: "list", of: parseShape(text.slice(0, -2)) };
  if (text.endsWith("{}")) return { kind: "map", of: parseShape(text.slice(0, -2)) };
  if (text.startsWith("#")) return { kind: "object", name: text.slice(1) as ConfigObjectName };
  if (text.includes("|")) return { kind: "choice", options: text.split("|") };
  return { kind: text as "text" };
}
