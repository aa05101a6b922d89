import { isScalar, parseDocument, type Scalar } from "yaml";

/** Line breaks of YAML 1.1 that YAML 1.2, and the library, take for ordinary characters. */
const FOREIGN_BREAK = /[\u0085\u2028\u2029]/;

/** Blanks and breaks around at least one break; what is escaped is matched first, and is no break. */
const ESCAPE_OR_BREAKS = /\\(?:\r\n|[\s\S])|[ \t]*[\r\n\u0085\u2028\u2029][ \t\r\n\u0085\u2028\u2029]*/g;
const BREAKS = /[ \t]*[\r\n\u0085\u2028\u2029][ \t\r\n\u0085\u2028\u2029]*/g;

const ESCAPES: Record<string, string> = { "\n": "\\n", "\u2028": "\\L", "\u2029": "\\P" };

/**
 * The value of a scalar in quotes that has line breaks of YAML 1.1 in it, folded as go-yaml does; null for all others.
 * Programs write such scalars: they break a text wherever it has a line separator.
 */
export function foldForeignBreaks({ type, srcToken }: Scalar): string | null {
  const source = srcToken !== undefined && "source" in srcToken ? srcToken.source : "";
  if (!FOREIGN_BREAK.test(source)) return null;
  if (type === "QUOTE_SINGLE") return source.slice(1, -1).replace(BREAKS, fold).replaceAll("''", "'");
  if (type !== "QUOTE_DOUBLE") return null;
  const flat = source.replace(ESCAPE_OR_BREAKS, (found) => (found.startsWith("\\") ? found : escapeBreaks(fold(found))));
  const { contents } = parseDocument(flat, { version: "1.1", schema: "failsafe", logLevel: "silent" });
  return isScalar(contents) && typeof contents.value === "string" ? contents.value : null;
}

/** A single line feed becomes a blank, of several the first one goes; a separator stays what it is. */
function fold(found: string): string {
  const [first = "\n", ...rest] = found.replaceAll(/\r\n?|\u0085/g, "\n").replaceAll(/[ \t]/g, "");
  if (first !== "\n") return first + rest.join("");
  return rest.length === 0 ? " " : rest.join("");
}

function escapeBreaks(text: string): string {
  return text.replaceAll(/[\n\u2028\u2029]/g, (character) => ESCAPES[character] ?? character);
}
