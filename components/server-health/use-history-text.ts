"use client";

import { useFormatter, useTranslations } from "use-intl";
import type { ClusterTargetHealth, TargetHealthReport } from "@/lib/target-health/schema";
import { worstSample } from "./history-shape";

/** What a picture of samples says, in words: how many are up now, and how bad it was when. */
export function useHistoryText({ startSeconds, stepSeconds }: TargetHealthReport) {
  const t = useTranslations("serverHealth");
  const format = useFormatter();
  return ({ up, down, samples }: Pick<ClusterTargetHealth, "up" | "down" | "samples">): string => {
    const now = t("now", { up, total: up + down });
    const worst = worstSample(samples);
    if (worst === null) return `${now} ${t("neverDown")}`;
    const at = new Date((startSeconds + worst.index * stepSeconds) * 1000);
    return `${now} ${t("worst", { count: worst.down, at: format.dateTime(at, { dateStyle: "short", timeStyle: "short" }) })}`;
  };
}
