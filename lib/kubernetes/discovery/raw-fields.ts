/** Decoded JSON of which nothing is known yet. */
export type Raw = Readonly<Record<string, unknown>>;

const EMPTY: Raw = Object.freeze({});

/** An object, or an empty one: Go reads null and a missing field alike. */
export function objectIn(value: unknown): Raw {
  return isObject(value) ? value : EMPTY;
}

export function isObject(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(value: unknown): string {
  return textOrNull(value) ?? "";
}

/** Text, or null where the field is missing. Half a surrogate pair becomes U+FFFD, as in Go. */
export function textOrNull(value: unknown): string | null {
  if (typeof value !== "string") return null;
  return LONE_SURROGATE.test(value) ? value.replace(new RegExp(LONE_SURROGATE, "gu"), "\uFFFD") : value;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

export function integerIn(value: unknown): number {
  return integerOrNull(value) ?? 0;
}

export function integerOrNull(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) ? value : null;
}

export function booleanOrNull(value: unknown): boolean | null {
  return typeof value === "boolean" ? value : null;
}

/** A map of texts; null when it is missing or empty. Entries of another type are left out. */
export function textMapIn(value: unknown): Readonly<Record<string, string>> | null {
  if (!isObject(value)) return null;
  let map: Record<string, string> | null = null;
  for (const key of Object.keys(value)) {
    const text = value[key] === null ? "" : textOrNull(value[key]);
    if (text === null) continue;
    map ??= Object.create(null) as Record<string, string>;
    map[key] = text;
  }
  return map;
}
