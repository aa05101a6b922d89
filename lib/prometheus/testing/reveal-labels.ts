// How `promtool check config` is made to show labels: it names the address of a static target that has a slash in it.
// Rules behind the rules under test put every label into the address, so one file is one case and a call takes thousands.

const SEPARATOR = "\u001f";
const LEGACY_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** YAML of the rules that put the values of `names`, and a sign of any other label, into `__address__`. */
export function revealRules(names: readonly string[]): string[] {
  const aliases = names.map((name, i) => (LEGACY_NAME.test(name) ? name : `__alias_${i}`));
  const aliasRules = names.flatMap((name, i) =>
    LEGACY_NAME.test(name) ? [] : [{ action: "labelmap", regex: quoteMeta(name), replacement: aliases[i] }],
  );
  const known = [...names, ...aliases, "__revealed"].filter((name) => name !== "__address__");
  return [
    ...aliasRules,
    { source_labels: aliases, separator: SEPARATOR, regex: "(?s)(.*)", target_label: "__revealed", replacement: "/$1" },
    { source_labels: ["__revealed"], regex: "(?s)(.*)", target_label: "__address__", replacement: "$1" },
    { action: "labeldrop", regex: known.map(quoteMeta).join("|") },
    { action: "labelmap", regex: `(?s:${anythingBut("__address__")})`, replacement: "__unexpected" },
    // The bracket keeps Prometheus 2 from adding a port.
    {
      source_labels: ["__address__", "__unexpected"],
      separator: SEPARATOR,
      regex: "(?s)(.*)",
      target_label: "__address__",
      replacement: "$1]",
    },
    { regex: "(?s).*", target_label: "__scheme__", replacement: "http" },
  ].map(toFlow);
}

/** Labels out of promtool's sentence; null when it says something else. */
export function readRevealed(sentence: string, names: readonly string[]): Record<string, string> | null {
  const quoted = /"(\/[\s\S]*\])" is not a valid hostname$/.exec(sentence)?.[1];
  if (quoted === undefined) return null;
  const values = unquote(quoted).slice(1, -1).split(SEPARATOR);
  const labels = names.map((name, i) => [name, values[i] ?? ""] as const).filter(([, value]) => value !== "");
  const unexpected = values[names.length] ?? "";
  return Object.fromEntries(unexpected === "" ? labels : [...labels, ["(unexpected)", unexpected]]);
}

/** A value as YAML in one line. JSON is YAML, but for characters that YAML wants escaped. */
export function toFlow(value: unknown): string {
  const encode = (char: string) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, encode);
}

function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** RE2 has no negation: a text is another one when it ends early, differs somewhere, or goes on. */
function anythingBut(text: string): string {
  const prefixes = Array.from(text, (char, i) => [quoteMeta(text.slice(0, i)), `${quoteMeta(text.slice(0, i))}[^${char}].*`]);
  return [...prefixes.flat(), `${quoteMeta(text)}.+`].join("|");
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", f: "\f", v: "\v" };

/** Undoes Go's %q. */
function unquote(text: string): string {
  return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/g, (_all, byte, unit, point, char: string) => {
    const hex: string | undefined = byte ?? unit ?? point;
    return hex === undefined ? (ESCAPES[char] ?? char) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}
