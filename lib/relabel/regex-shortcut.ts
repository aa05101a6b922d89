import type { Groups } from "./expand";

/** Matches a whole text without the RE2 engine, for the shapes that most rules have. */
export type Shortcut = (text: string) => Groups | null;

// No character of it means anything in a regex.
const LITERAL = "[A-Za-z0-9_:;/,@#%&=~!<> \"'-]*";
const LITERAL_ONLY = new RegExp(`^${LITERAL}$`);
const ALTERNATIVES = new RegExp(`^${LITERAL}(?:\\|${LITERAL})+$`);
const LITERAL_THEN_ANY = new RegExp(`^(${LITERAL})(\\(?)\\.([*+])(\\)?)$`);

/**
 * Finds a shortcut for literal texts, alternatives of them, and a literal followed by `.*`, `.+`, `(.*)` or `(.+)`.
 * A property test proves each shape equal to the engine.
 */
export function findShortcut(pattern: string, dotMatchesNewline: boolean): Shortcut | null {
  if (LITERAL_ONLY.test(pattern)) return (text) => (text === pattern ? [text] : null);
  if (ALTERNATIVES.test(pattern)) {
    const texts = new Set(pattern.split("|"));
    return (text) => (texts.has(text) ? [text] : null);
  }
  const [, prefix, open, repeat, close] = LITERAL_THEN_ANY.exec(pattern) ?? [];
  if (prefix === undefined || (open === "") !== (close === "")) return null;
  const restLengthMin = repeat === "+" ? 1 : 0;
  return (text) => {
    if (!text.startsWith(prefix) || text.length - prefix.length < restLengthMin) return null;
    const rest = text.slice(prefix.length);
    if (!dotMatchesNewline && rest.includes("\n")) return null;
    return open === "" ? [text] : [text, rest];
  };
}
