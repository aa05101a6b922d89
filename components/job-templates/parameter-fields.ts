import { z } from "zod";

/** How one parameter of a job template is typed in, read off the template's own schema. */
export type ParameterField = { readonly name: string; readonly initial: z.core.util.JSONType | undefined } & (
  | { readonly kind: "switch" | "text" | "json" }
  /** A list of texts; `word` is a single word that may stand instead of it, such as "all". */
  | { readonly kind: "lines"; readonly word: string | null }
  | { readonly kind: "number"; readonly minimum: number | null; readonly maximum: number | null }
  | { readonly kind: "choice"; readonly options: readonly string[] }
);

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Lists the parameters of a template in the order in which its schema declares them. */
export function parameterFields(schema: z.ZodType): ParameterField[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).flatMap(([name, property]) =>
    typeof property === "boolean" ? [] : [fieldOf(name, property)],
  );
}

function fieldOf(name: string, property: JsonSchema): ParameterField {
  const initial = property.default as z.core.util.JSONType | undefined;
  const options = property.enum?.filter((option) => typeof option === "string");
  if (options !== undefined) return { name, initial, kind: "choice", options };
  const list = listOf(property);
  if (list !== null) return { name, initial, kind: "lines", word: list.word };
  switch (mainType(property)) {
    case "boolean":
      return { name, initial, kind: "switch" };
    case "integer":
    case "number":
      return { name, initial, kind: "number", minimum: property.minimum ?? null, maximum: property.maximum ?? null };
    case "string":
      return { name, initial, kind: "text" };
    default:
      return { name, initial, kind: "json" };
  }
}

function listOf(property: JsonSchema): { word: string | null } | null {
  const options = [property, ...(property.anyOf ?? [])].filter((option) => typeof option === "object");
  if (!options.some(({ type, items }) => type === "array" && isText(items))) return null;
  const word = options.find(({ const: constant }) => typeof constant === "string")?.const;
  return { word: typeof word === "string" ? word : null };
}

function isText(items: JsonSchema["items"]): boolean {
  return typeof items === "object" && !Array.isArray(items) && items.type === "string";
}

// A parameter that may also be null is typed like the other thing that it may be.
function mainType({ type, anyOf = [] }: JsonSchema): string | undefined {
  const types = [type, ...anyOf.map((option) => (typeof option === "object" ? option.type : undefined))].flat();
  return types.find((one) => one !== undefined && one !== "null");
}
