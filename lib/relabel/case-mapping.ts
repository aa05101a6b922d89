/** Case pairs that Unicode gained after version 13: Prometheus binaries know them or not, JavaScript engines too. */
const LATER_PAIRS: readonly { since: number; upper: number; lower: number; count?: number }[] = [
  { since: 14, upper: 0x2c2f, lower: 0x2c5f },
  { since: 14, upper: 0xa7c0, lower: 0xa7c1 },
  { since: 14, upper: 0xa7d0, lower: 0xa7d1 },
  { since: 14, upper: 0xa7d6, lower: 0xa7d7 },
  { since: 14, upper: 0xa7d8, lower: 0xa7d9 },
  { since: 14, upper: 0x10570, lower: 0x10597, count: 11 },
  { since: 14, upper: 0x1057c, lower: 0x105a3, count: 15 },
  { since: 14, upper: 0x1058c, lower: 0x105b3, count: 7 },
  { since: 14, upper: 0x10594, lower: 0x105bb, count: 2 },
  { since: 16, upper: 0x1c89, lower: 0x1c8a },
  { since: 16, upper: 0xa7cb, lower: 0x0264 },
  { since: 16, upper: 0xa7cc, lower: 0xa7cd },
  { since: 16, upper: 0xa7da, lower: 0xa7db },
  { since: 16, upper: 0xa7dc, lower: 0x019b },
  { since: 16, upper: 0x10d50, lower: 0x10d70, count: 22 },
  { since: 17, upper: 0xa7ce, lower: 0xa7cf },
  { since: 17, upper: 0xa7d2, lower: 0xa7d3 },
  { since: 17, upper: 0xa7d4, lower: 0xa7d5 },
  { since: 17, upper: 0x16ea0, lower: 0x16ebb, count: 25 },
];

type Mapping = ReadonlyMap<string, { readonly since: number; readonly to: string }>;

const LATER_UPPER = toMapping("lower", "upper");
const LATER_LOWER = toMapping("upper", "lower");

/** Maps each code point by its simple lower case mapping, as Go's strings.ToLower: no context, no locale. */
export function toLowerCase(text: string, unicode: number): string {
  return mapCodePoints(text, (char) => simpleMapping(char, char === "İ" ? "i" : char.toLowerCase(), LATER_LOWER, unicode));
}

/** Maps each code point by its simple upper case mapping, as Go's strings.ToUpper. */
export function toUpperCase(text: string, unicode: number): string {
  return mapCodePoints(text, (char) => simpleMapping(char, simpleUpper(char), LATER_UPPER, unicode));
}

function mapCodePoints(text: string, map: (char: string) => string): string {
  let mapped = "";
  for (const char of text) mapped += map(char);
  return mapped;
}

function simpleMapping(char: string, mapped: string, later: Mapping, unicode: number): string {
  const pair = later.get(char);
  if (pair !== undefined) return unicode >= pair.since ? pair.to : char;
  // More than one code point is a full mapping, which Go does not use.
  return [...mapped].length === 1 ? mapped : char;
}

/** Greek letters with iota subscript expand in JavaScript, but have a title case letter as simple mapping. */
function simpleUpper(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
  return char.toUpperCase();
}

function toMapping(from: "upper" | "lower", to: "upper" | "lower"): Mapping {
  const entries = LATER_PAIRS.flatMap((pair) =>
    Array.from({ length: pair.count ?? 1 }, (_, i) => {
      const key = String.fromCodePoint(pair[from] + i);
      return [key, { since: pair.since, to: String.fromCodePoint(pair[to] + i) }] as const;
    }),
  );
  return new Map(entries);
}
