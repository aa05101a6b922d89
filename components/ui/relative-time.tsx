"use client";

import { Text, Tooltip } from "@mantine/core";
import { useSyncExternalStore } from "react";
import { useLocale } from "use-intl";

const UNITS: readonly [Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const TICK_MS = 15_000;

/** "3 hours ago", "in 12 days", "now" in the given language. */
export function formatRelativeTime(at: Date, now: Date, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return format.format(unit === "second" && Math.abs(seconds) < 10 ? 0 : Math.trunc(seconds / size), unit);
}

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  return () => clearInterval(timer);
}

// Rounded, so that two reads within one tick are the same snapshot.
const currentTick = () => Math.floor(Date.now() / TICK_MS);
// The server knows neither the clock nor the zone of the reader.
const noTick = () => null;

/** The one way to show a time: how long ago, and the exact moment in the reader's zone on hover and focus. */
export function RelativeTime({ at }: { at: string }) {
  const locale = useLocale();
  const tick = useSyncExternalStore<number | null>(subscribe, currentTick, noTick);
  if (tick === null) return <time dateTime={at}>{at.slice(0, 16).replace("T", " ")}</time>;
  const date = new Date(at);
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" }).format(date);
  return (
    <Tooltip label={exact} withinPortal events={{ hover: true, focus: true, touch: true }}>
      <Text component="time" dateTime={at} inherit tabIndex={0} style={{ whiteSpace: "nowrap" }}>
        {formatRelativeTime(date, new Date(), locale)}
      </Text>
    </Tooltip>
  );
}
