import { expect, test } from "vitest";
import { formatRelativeTime } from "./relative-time";

const NOW = new Date("2026-11-22T12:00:00Z");

test.each([
  ["a moment ago is now", "2026-11-22T11:59:55Z", "en", "now"],
  ["minutes are whole and not rounded up", "2026-11-22T11:58:01Z", "en", "1 minute ago"],
  ["hours", "2026-11-22T09:00:00Z", "en", "3 hours ago"],
  ["the future, for expiry dates", "2026-12-04T12:00:00Z", "en", "in 12 days"],
  ["Chinese", "2026-11-22T09:00:00Z", "zh-CN", "3小时前"],
])("%s", (_guarantee, at, locale, expected) => {
  expect(formatRelativeTime(new Date(at), NOW, locale)).toBe(expected);
});
