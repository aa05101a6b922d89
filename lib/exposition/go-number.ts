import { quoteText as quote } from "./quote-text";

/** A number, or why Go's strconv refuses it, in its words. */
export type GoNumber = { readonly value: number } | { readonly refusal: string };

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const INT64_DIGITS_SAFE = 15;
const INT64_MAX = 2n ** 63n - 1n;

/** Reads a value as a scrape may write it: decimal, Inf or NaN in any case, nothing hexadecimal and no `_`. */
export function parseGoFloat(text: string): GoNumber {
  if (/[pP_]/.test(text)) return { refusal: "unsupported character in float" };
  if (DECIMAL.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { value } : { refusal: `strconv.ParseFloat: parsing ${quote(text)}: value out of range` };
  }
  if (INFINITE.test(text)) return { value: text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY };
  if (/^nan$/i.test(text)) return { value: Number.NaN };
  return { refusal: `strconv.ParseFloat: parsing ${quote(text)}: invalid syntax` };
}

/** Reads digits as a 64 bit integer. */
export function parseGoInt(digits: string): GoNumber {
  if (digits.length > INT64_DIGITS_SAFE && BigInt(digits) > INT64_MAX) {
    return { refusal: `strconv.ParseInt: parsing ${quote(digits)}: value out of range` };
  }
  return { value: Number(digits) };
}

/** Writes a number as OpenMetrics wants it in `le` and `quantile`: "1.0", "1e+06", "+Inf". */
export function formatOpenMetricsFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return "0.0";
  const [mantissa = "", exponentText = ""] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  // Where Go's shortest form turns to exponents; JavaScript's turns elsewhere.
  if (exponent < -4 || exponent >= 6) return goExponent(mantissa, exponent);
  const plain = String(value);
  return plain.includes(".") ? plain : `${plain}.0`;
}

function goExponent(mantissa: string, exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}
