import { resolvePlainScalar } from "./yaml-scalar";

export type YamlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

/** Lists of scalars up to this many columns stay on their line. */
const FLOW_COLUMNS_MAX = 120;

// Letters first, and no character that means anything to YAML; a colon only where no blank can follow it.
const PLAIN = /^[A-Za-z_/][\w./@+-]*(?::[\w./@+-]+)*$/;
const PLAIN_DURATION = /^[1-9]\d*(?:ms|[smhdwy])$/;

/**
 * Writes a value as YAML that go-yaml (1.1) and every YAML 1.2 reader take alike: keys in the given order, plain scalars
 * only where no reader can take them for anything but this text, double quotes with escapes for all the rest.
 * An undefined entry of a mapping is left out. The text ends with a line break.
 *
 * @param indent blanks in front of every line
 */
export function renderYaml(value: YamlValue, indent = 0): string {
  return `${toLines(value)
    .map((line) => " ".repeat(indent) + line)
    .join("\n")}\n`;
}

/** One scalar on one line, whatever is in it. */
export function renderScalar(value: string | number | bigint | boolean | null, isInFlow = false): string {
  if (typeof value !== "string") return String(value);
  return isSafePlain(value, isInFlow) ? value : quote(value);
}

function isSafePlain(text: string, isInFlow: boolean): boolean {
  if (PLAIN_DURATION.test(text)) return true;
  return PLAIN.test(text) && resolvePlainScalar(text) === "str" && !(isInFlow && text.includes(":"));
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll(NEEDS_ESCAPE, escapeCharacter)}"`;
}

// Control characters, line breaks of Unicode, byte order mark, non-characters and lone surrogates.
const NEEDS_ESCAPE = /[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  const code = character.charCodeAt(0);
  // Half a surrogate pair is no text: UTF-8 has no bytes for it.
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

function toLines(value: YamlValue): string[] {
  if (isList(value)) return listLines(value);
  if (isMapping(value)) return mappingLines(value);
  return [renderScalar(value)];
}

function listLines(list: readonly YamlValue[]): string[] {
  if (list.length === 0) return ["[]"];
  return list.flatMap((item) => toLines(item).map((line, index) => `${index === 0 ? "- " : "  "}${line}`));
}

function mappingLines(mapping: { readonly [key: string]: YamlValue | undefined }): string[] {
  const lines = Object.entries(mapping).flatMap(([key, value]) =>
    value === undefined ? [] : entryLines(renderScalar(key), value),
  );
  return lines.length === 0 ? ["{}"] : lines;
}

function entryLines(key: string, value: YamlValue): string[] {
  const inline = inlineText(value);
  if (inline !== null && key.length + 2 + inline.length <= FLOW_COLUMNS_MAX) return [`${key}: ${inline}`];
  if (!isList(value) && !isMapping(value)) return [`${key}: ${renderScalar(value)}`];
  return [`${key}:`, ...toLines(value).map((line) => `  ${line}`)];
}

/** Text of a value that may stand beside its key; null for one that needs lines of its own. */
function inlineText(value: YamlValue): string | null {
  if (isMapping(value)) return Object.values(value).every((entry) => entry === undefined) ? "{}" : null;
  if (!isList(value)) return renderScalar(value);
  const items = value.map((item) => (isList(item) || isMapping(item) ? null : renderScalar(item, true)));
  return items.includes(null) ? null : `[${items.join(", ")}]`;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function isMapping(value: YamlValue): value is { readonly [key: string]: YamlValue | undefined } {
  return typeof value === "object" && value !== null && !isList(value);
}
