/** What a scalar is by YAML 1.1, as go-yaml v2 resolves it. */
export type ScalarTag = "str" | "null" | "bool" | "int" | "float" | "timestamp" | "binary";

const NULL_WORDS = new Set(["", "~", "null", "Null", "NULL"]);
const TRUE_WORDS = new Set(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]);
const FALSE_WORDS = new Set(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]);

const INT = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|[ \t]+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?(?:Z|[-+]\d{1,2}:?\d{2})?)?$/;

/** Integers beyond this become floats, which is how a too large count is told from a large one. */
const UINT64_MAX = 2n ** 64n - 1n;

/** The tag of a scalar without quotes and without an explicit tag. */
export function resolvePlainScalar(text: string): ScalarTag {
  if (NULL_WORDS.has(text)) return "null";
  if (TRUE_WORDS.has(text) || FALSE_WORDS.has(text)) return "bool";
  if (!/^[-+.0-9]/.test(text)) return "str";
  const digits = text.replaceAll("_", "");
  if (INT.test(digits)) return isWithinUint64(digits) ? "int" : "float";
  if (FLOAT.test(digits)) return Number.isFinite(Number(digits)) ? "float" : "str";
  if (SPECIAL_FLOAT.test(text)) return "float";
  return TIMESTAMP.test(text) ? "timestamp" : "str";
}

export function readBoolean(text: string): boolean | null {
  if (TRUE_WORDS.has(text)) return true;
  return FALSE_WORDS.has(text) ? false : null;
}

/** Value of a scalar tagged int, by Go's prefixes: 0x10, 0b11, 010 (octal), 1_000. */
export function readInteger(text: string): bigint {
  const digits = text.replaceAll("_", "").replace(/^[-+]/, "");
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  return text.startsWith("-") ? -magnitude : magnitude;
}

export function readFloat(text: string): number {
  if (/^\.nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?\.inf$/i.test(text)) return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text.replaceAll("_", ""));
}

function isWithinUint64(digits: string): boolean {
  const value = readInteger(digits);
  return value <= UINT64_MAX && value >= -(2n ** 63n);
}
