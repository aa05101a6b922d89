import { expect, test } from "vitest";
import { expiryState } from "./expiry-state";

const NOW = new Date("2026-11-22T12:00:00Z");

test.each([
  ["the very moment is too late", "2026-11-22T12:00:00Z", "expired"],
  ["a day left", "2026-11-23T12:00:00Z", "soon"],
  ["two weeks are enough", "2026-12-06T12:00:00Z", "later"],
])("%s", (_guarantee, expiresAt, expected) => {
  expect(expiryState(new Date(expiresAt), NOW)).toBe(expected);
});
