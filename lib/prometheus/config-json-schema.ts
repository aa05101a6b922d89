import { OBJECTS_WITH_DISCOVERY, REQUIRED_FIELDS, SCHEMA_OBJECTS, type SchemaObjectName } from "./config-json-schema-fields";
import { SCHEMA_TEXTS_EN } from "./config-json-schema-texts-en";
import { SCHEMA_TEXTS_ZH_CN } from "./config-json-schema-texts-zh-cn";

/** The part of JSON Schema (draft 7, with the extensions that YAML editors know) that we write. */
export type JsonSchema = {
  $schema?: string;
  $ref?: string;
  title?: string;
  type?: string | string[];
  description?: string;
  deprecationMessage?: string;
  patternErrorMessage?: string;
  enum?: unknown[];
  enumDescriptions?: string[];
  pattern?: string;
  minimum?: number;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  items?: JsonSchema;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  patternProperties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  definitions?: Record<string, JsonSchema>;
};

/** Sentences of the schema in one language; `fields` by "object.field" or, where it means the same everywhere, "field". */
export type SchemaTexts = {
  readonly fields: Readonly<Record<string, string>>;
  readonly actions: Readonly<Record<string, string>>;
  readonly since: (version: string) => string;
  readonly until: (version: string) => string;
  readonly isDeprecated: string;
  readonly notADuration: string;
  readonly notASize: string;
  readonly notAnAction: string;
};

const TEXTS = { en: SCHEMA_TEXTS_EN, "zh-CN": SCHEMA_TEXTS_ZH_CN };
export type SchemaLanguage = keyof typeof TEXTS;

/** What fields and actions mean, in a language of the page; English for others. */
export function schemaTextsIn(locale: string): SchemaTexts {
  return locale === "zh-CN" ? TEXTS["zh-CN"] : TEXTS.en;
}

const DURATION = "^(?=.)(?:\\d+y)?(?:\\d+w)?(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?$|^0$";
const SIZE = "^(?:\\d+(?:\\.\\d+)?(?:[KMGTPE]i?)?B)+$|^0$";

/** JSON Schema of a whole prometheus.yml, with hover texts in one language. */
export function prometheusConfigSchema(language: SchemaLanguage): JsonSchema {
  return { ...refTo("config"), definitions: definitionsIn(language) };
}

function definitionsIn(language: SchemaLanguage): Record<string, JsonSchema> {
  const names = Object.keys(SCHEMA_OBJECTS) as SchemaObjectName[];
  return Object.fromEntries(names.map((name) => [name, objectSchema(name, TEXTS[language])]));
}

function refTo(name: string): JsonSchema {
  return { $ref: `#/definitions/${name}` };
}

function objectSchema(name: SchemaObjectName, texts: SchemaTexts): JsonSchema {
  const { open, ...fields }: Readonly<Record<string, string>> = SCHEMA_OBJECTS[name];
  const required = REQUIRED_FIELDS[name];
  const discovery: JsonSchema = { type: ["array", "null"], items: { type: "object" } };
  return {
    type: ["object", "null"],
    properties: Object.fromEntries(
      Object.entries(fields).map(([key, notation]) => [key, fieldSchema(name, key, notation, texts)]),
    ),
    additionalProperties: open !== undefined,
    ...(required === undefined ? {} : { required: [...required] }),
    ...(OBJECTS_WITH_DISCOVERY.includes(name) ? { patternProperties: { "^[a-z0-9_]+_sd_configs$": discovery } } : {}),
  };
}

function fieldSchema(object: SchemaObjectName, key: string, notation: string, texts: SchemaTexts): JsonSchema {
  const [shape = "loose", ...marks] = notation.split(" ");
  return {
    ...shapeSchema(shape, texts),
    ...described(texts, object, key, marks),
    ...(marks.includes("deprecated") ? { deprecationMessage: texts.isDeprecated } : {}),
  };
}

function described(texts: SchemaTexts, object: string, key: string, marks: readonly string[] = []): JsonSchema {
  const sentence = texts.fields[`${object}.${key}`] ?? texts.fields[key] ?? "";
  const since = marks.find((mark) => mark.endsWith("+"))?.slice(0, -1);
  const until = marks.find((mark) => mark.startsWith("-"))?.slice(1);
  const parts = [sentence, since === undefined ? "" : texts.since(since), until === undefined ? "" : texts.until(until)];
  return { description: parts.filter((part) => part !== "").join(" ") };
}

function shapeSchema(shape: string, texts: SchemaTexts): JsonSchema {
  if (shape.endsWith("[]")) return { type: ["array", "null"], items: shapeSchema(shape.slice(0, -2), texts) };
  if (shape.endsWith("{}")) return { type: ["object", "null"], additionalProperties: shapeSchema(shape.slice(0, -2), texts) };
  // A $ref hides what stands beside it, hence the allOf.
  if (shape.startsWith("#")) return { allOf: [refTo(shape.slice(1))] };
  if (shape.includes("|")) return choiceSchema(shape.split("|"), texts);
  return scalarSchema(shape, texts);
}

/** Prometheus takes the spelling of numbers and booleans where it wants a string, and null for "nothing". */
const SCALAR = ["string", "number", "boolean", "null"];

function scalarSchema(shape: string, texts: SchemaTexts): JsonSchema {
  switch (shape) {
    case "text":
      return { type: SCALAR };
    case "labels":
      return { type: ["object", "null"], additionalProperties: { type: SCALAR } };
    case "duration":
      return { type: ["string", "number", "null"], pattern: DURATION, patternErrorMessage: texts.notADuration };
    case "size":
      return { type: ["string", "number", "null"], pattern: SIZE, patternErrorMessage: texts.notASize };
    case "integer":
      return { type: ["integer", "null"], minimum: 0 };
    case "number":
    case "boolean":
      return { type: [shape, "null"] };
    default:
      return {};
  }
}

function choiceSchema(values: string[], texts: SchemaTexts): JsonSchema {
  const isActions = values.includes("labelmap");
  if (!isActions) return { enum: values };
  // Actions are matched whatever their case: the list is what is proposed, the pattern what is accepted.
  const anyCase = values.map((value) => value.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`));
  return {
    anyOf: [
      { enum: values, enumDescriptions: values.map((value) => texts.actions[value] ?? "") },
      { type: "string", pattern: `^(?:${anyCase.join("|")})$`, patternErrorMessage: texts.notAnAction },
    ],
  };
}
