import { expect, test } from "vitest";
import { createTokenCommand, endingWithin } from "./renewal-commands";

const NOW = new Date("2026-11-22T12:00:00Z");
test.each([
  ["a token without an end never warns", null, null],
  ["an hour ago", "2026-11-22T11:00:00Z", "expired"],
  ["this very moment", "2026-11-22T12:00:00Z", "expired"],
  ["a day", "2026-11-23T12:00:00Z", "day"],
  ["a day and a second", "2026-11-23T12:00:01Z", "week"],
  ["a week and a second", "2026-11-29T12:00:01Z", "fortnight"],
  ["more than two weeks", "2026-12-06T12:00:01Z", null],
])("%s", (_when, expiresAt, expected) => {
  expect(endingWithin(expiresAt, NOW)).toBe(expected);
});

test("the command names the credential's own account", () => {
  const command = createTokenCommand({ account: { namespace: "monitoring", name: "prometheus" } });
  expect(command).toBe("kubectl create token prometheus --namespace monitoring --duration 8760h");
});
