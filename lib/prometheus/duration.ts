import { goQuote } from "@/lib/relabel/go-quote";
import { semanticsOf } from "@/lib/relabel/semantics";
import { fail, ok, type Result } from "@/lib/result";
import { isAtLeast, NEWEST_KNOWN_VERSION, type PrometheusVersion } from "./versions";

// Largest to smallest, the only order Prometheus accepts. A year is 365 days.
const UNIT_MS = { y: 31_536_000_000, w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
const UNITS = Object.keys(UNIT_MS) as (keyof typeof UNIT_MS)[];

/** Durations are nanoseconds in 63 bits: about 292 years. */
const MILLISECONDS_MAX = (2n ** 63n - 1n) / 1_000_000n;
const UINT64_MAX = 2n ** 64n - 1n;

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
  return isAtLeast(version, 2, 53) ? readParts(text, version) : readOldParts(text, version);
}

/** From left to right, as Prometheus does since 2.53: the first thing that is wrong is the message. */
function readParts(text: string, version: PrometheusVersion): Result<number> {
  let milliseconds = 0n;
  let largestUnit = 0;
  for (let rest = text; rest !== ""; ) {
    const [part, digits, unit] = /^([0-9]+)([^0-9]+)/.exec(rest) ?? [];
    const count = BigInt(/^[0-9]+/.exec(rest)?.[0] ?? 0);
    if (part === undefined || digits === undefined || unit === undefined || count > UINT64_MAX) return invalid(text, version);
    const position = UNITS.findIndex((known) => known === unit);
    if (position < 0) return unknownUnit(text, unit, version);
    if (position < largestUnit) return invalid(text, version);
    largestUnit = position + 1;
    milliseconds += count * BigInt(UNIT_MS[unit as keyof typeof UNIT_MS]);
    if (milliseconds > MILLISECONDS_MAX) return outOfRange(text);
    rest = rest.slice(part.length);
  }
  return ok(Number(milliseconds));
}

const WHOLE = new RegExp(`^${UNITS.map((unit) => `(?:([0-9]+)${unit})?`).join("")}$`);

/** As a whole, by one pattern. */
function readOldParts(text: string, version: PrometheusVersion): Result<number> {
  const match = WHOLE.exec(text);
  if (match === null) return invalid(text, version);
  const milliseconds = UNITS.reduce((sum, unit, i) => sum + BigInt(match[i + 1] ?? 0) * BigInt(UNIT_MS[unit]), 0n);
  return milliseconds > MILLISECONDS_MAX ? outOfRange(text) : ok(Number(milliseconds));
}

function outOfRange(text: string): Result<never> {
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

function invalid(text: string, version: PrometheusVersion): Result<never> {
  const prometheus = `not a valid duration string: ${goQuote(text, semanticsOf(version).unicode)}`;
  return fail("duration/invalid", { parameters: { text }, prometheus });
}

function unknownUnit(text: string, unit: string, version: PrometheusVersion): Result<never> {
  const { unicode } = semanticsOf(version);
  const prometheus = `unknown unit ${goQuote(unit, unicode)} in duration ${goQuote(text, unicode)}`;
  return fail("duration/unknown-unit", { parameters: { text, unit }, prometheus });
}
