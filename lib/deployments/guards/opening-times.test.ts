import { expect, test } from "vitest";
import { findNextOpening, isOpen } from "./opening-times";
import type { DeployWindow } from "./schema";

const WEEKDAYS: DeployWindow = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00", timeZone: "UTC" };
const NIGHT: DeployWindow = { days: ["fri"], from: "22:00", to: "04:00", timeZone: "Europe/Berlin" };
const SHANGHAI: DeployWindow = { ...WEEKDAYS, timeZone: "Asia/Shanghai" };
const KATHMANDU: DeployWindow = { ...WEEKDAYS, from: "09:07", timeZone: "Asia/Kathmandu" };
const ALL_DAY: DeployWindow = { days: ["sun"], from: "00:00", to: "00:00", timeZone: "UTC" };

// 2026-03-27 is a Friday; Berlin's clocks go forward on Sunday the 29th at 01:00 UTC.
const CASES: readonly [string, DeployWindow[], string, string][] = [
  ["without windows it is always open", [], "2026-03-28T03:00:00Z", "open"],
  ["inside", [WEEKDAYS], "2026-03-27T09:00:00Z", "open"],
  ["the end is outside", [WEEKDAYS], "2026-03-27T17:00:00Z", "2026-03-30T09:00:00.000Z"],
  ["before the day begins", [WEEKDAYS], "2026-03-27T08:59:30Z", "2026-03-27T09:00:00.000Z"],
  ["in another time zone", [SHANGHAI], "2026-03-27T02:00:00Z", "open"],
  ["in another time zone it ends earlier", [SHANGHAI], "2026-03-27T09:30:00Z", "2026-03-30T01:00:00.000Z"],
  ["a zone that is not at a full hour", [KATHMANDU], "2026-03-27T01:00:00Z", "2026-03-27T03:22:00.000Z"],
  ["past midnight it is still the window of the day before", [NIGHT], "2026-03-28T02:59:00Z", "open"],
  ["in the winter it begins at 21:00 UTC", [NIGHT], "2026-03-27T12:00:00Z", "2026-03-27T21:00:00.000Z"],
  ["in the summer it begins at 20:00 UTC", [NIGHT], "2026-03-28T12:00:00Z", "2026-04-03T20:00:00.000Z"],
  ["equal times are a whole day", [ALL_DAY], "2026-03-29T23:59:00Z", "open"],
  ["of several windows the first counts", [NIGHT, ALL_DAY], "2026-03-28T12:00:00Z", "2026-03-29T00:00:00.000Z"],
];

test.each(CASES)("%s", (_guarantee, windows, now, expected) => {
  const at = new Date(now);
  expect(isOpen(windows, at)).toBe(expected === "open");
  expect(findNextOpening(windows, at)?.toISOString()).toBe(expected === "open" ? at.toISOString() : expected);
});
