import { goQuote } from "@/lib/relabel/go-quote";
import { fail, ok, type Result } from "@/lib/result";
import { isAtLeast, NEWEST_KNOWN_VERSION, type PrometheusVersion } from "./versions";

// Largest to smallest, the only order Prometheus accepts. A year is 365 days.
const UNIT_MS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const UNITS = Object.keys(UNIT_MS) as (keyof typeof UNIT_MS)[];

/** Durations are nanoseconds in 63 bits: about 292 years. */
const MILLISECONDS_MAX = (2n ** 63n - 1n) / 1_000_000n;

/**
 * Reads a Prometheus duration such as "1m30s".
 * Only "0" may omit its unit; fractions and signs are not durations.
 *
 * @returns whole milliseconds, or a problem with the wording of the given version; never throws
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export function parseDuration(text: string, version: PrometheusVersion = NEWEST_KNOWN_VERSION): Result<number> {
  if (text === "0") return ok(0);
  if (text === "") return fail("duration/empty", { prometheus: "empty duration string" });
  let milliseconds = 0n;
  let largestUnit = 0;
  for (let rest = text; rest !== ""; ) {
    const [part, digits, unit] = /^([0-9]+)([^0-9]+)/.exec(rest) ?? [];
    if (part === undefined || digits === undefined || unit === undefined) return invalid(text);
    const position = UNITS.findIndex((known) => known === unit);
    if (position < 0) return unknownUnit(text, unit, version);
    if (position < largestUnit) return invalid(text);
    largestUnit = position + 1;
    milliseconds += BigInt(digits) * BigInt(UNIT_MS[unit as keyof typeof UNIT_MS]);
    rest = rest.slice(part.length);
  }
  if (milliseconds <= MILLISECONDS_MAX) return ok(Number(milliseconds));
  return fail("duration/out-of-range", { parameters: { text }, prometheus: "duration out of range" });
}

/** Writes milliseconds as Prometheus shows them: years and weeks only when nothing is left over. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0s";
  let rest = milliseconds;
  let text = "";
  for (const unit of UNITS) {
    const unitMs = UNIT_MS[unit];
    if ((unit === "y" || unit === "w") && rest % unitMs !== 0) continue;
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text;
}

function invalid(text: string): Result<never> {
  return fail("duration/invalid", { parameters: { text }, prometheus: `not a valid duration string: ${goQuote(text)}` });
}

function unknownUnit(text: string, unit: string, version: PrometheusVersion): Result<never> {
  if (!isAtLeast(version, 2, 53)) return invalid(text);
  const prometheus = `unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`;
  return fail("duration/unknown-unit", { parameters: { text, unit }, prometheus });
}
