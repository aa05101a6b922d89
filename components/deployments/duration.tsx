"use client";

import { useTranslations } from "use-intl";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** A duration as people say it: 120 ms, 3.4 s, 1 min 5 s. */
export function Duration({ ms }: { ms: number }) {
  const t = useTranslations("deployments.duration");
  if (ms < SECOND_MS) return t("milliseconds", { value: Math.round(ms) });
  if (ms < MINUTE_MS) return t("seconds", { value: ms / SECOND_MS });
  return t("minutes", { minutes: Math.floor(ms / MINUTE_MS), seconds: Math.floor((ms % MINUTE_MS) / SECOND_MS) });
}
