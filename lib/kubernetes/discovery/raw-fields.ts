import { emptyLabelSet } from "@/lib/relabel/label-set";

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

/** Text that many objects have in common, such as an image: kept once. */
export function sharedTextIn(value: unknown): string {
  return shared(textIn(value));
}

// Decoding makes a new string each time; the fleet's 150,000 pods have few different ones.
const SHARED_MAX = 50_000;
const SHARED_LENGTH_MAX = 500;
const SHARED = new Map<string, string>();

function shared(text: string): string {
  if (text.length > SHARED_LENGTH_MAX) return text;
  const known = SHARED.get(text);
  if (known !== undefined) return known;
  if (SHARED.size >= SHARED_MAX) SHARED.clear();
  SHARED.set(text, text);
  return text;
}

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
    map ??= emptyLabelSet();
    map[key] = shared(text);
  }
  return map;
}
