"use client";

import { useLocale, useTranslations } from "use-intl";

const MS_PER_SECOND = 1000;

/** "85 ms", "2.4 s". */
export function useTookText(): (ms: number) => string {
  const t = useTranslations("checkup");
  const locale = useLocale();
  return (ms) => {
    if (ms < MS_PER_SECOND) return t("milliseconds", { value: ms });
    return t("seconds", { value: (ms / MS_PER_SECOND).toLocaleString(locale, { maximumFractionDigits: 1 }) });
  };
}
