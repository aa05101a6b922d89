import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration";

test.each([
  ["one unit", "30s", 30_000],
  ["units from large to small", "1h5m", 3_900_000],
  ["milliseconds are not minutes", "5ms", 5],
  ["a year of 365 days", "1y", 31_536_000_000],
  ["all units", "1y1w1d1h1m1s1ms", 32_230_861_001],
  ["leading zeros", "0001m", 60_000],
  ["zero without a unit", "0", 0],
  ["the longest", "292y", 9_208_512_000_000],
  ["too long", "293y", "duration/out-of-range"],
  ["units in the wrong order", "30s1m", "duration/invalid"],
  ["a repeated unit", "1m1m", "duration/invalid"],
  ["a fraction", "1.5m", "duration/unknown-unit"],
  ["a blank belongs to the unit", "1m ", "duration/unknown-unit"],
  ["a number alone", "5", "duration/invalid"],
  ["a sign", "-5m", "duration/invalid"],
  ["nothing at all", "", "duration/empty"],
])("%s: %j gives %j", (_guarantee, text, expected) => {
  const result = parseDuration(text);
  expect(result.ok ? result.value : result.problems[0].code).toBe(expected);
});

test("2.42 has one sentence for all that is no duration", () => {
  const result = parseDuration("5S", { major: 2, minor: 42, patch: 0 });
  expect(result.ok ? null : result.problems[0].prometheus).toBe('not a valid duration string: "5S"');
});

test.each([
  [0, "0s"],
  [60_000, "1m"],
  [90_000, "1m30s"],
  [604_800_000, "1w"],
  [691_200_000, "8d"],
  [31_536_000_000, "1y"],
  [31_536_000_001, "365d1ms"],
])("%d ms is %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("what is formatted reads back as the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_208_512_000_000 }), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds))).toEqual({ ok: true, value: milliseconds });
    }),
  );
});
