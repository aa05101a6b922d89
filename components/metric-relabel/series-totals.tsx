"use client";

import { Group, Text, VisuallyHidden } from "@mantine/core";
import { useFormatter, useTranslations } from "use-intl";
import { type ScrapeSummary, SERIES_OUTCOMES } from "@/lib/relabel-lab/metric-lab-request";
import styles from "./series-totals.module.css";

type SeriesTotalsProps = { summary: ScrapeSummary; durationMs: number; isFailing: boolean };

/** The answer in numbers, announced when they change. */
export function SeriesTotals({ summary, durationMs, isFailing }: SeriesTotalsProps) {
  const t = useTranslations("metricRelabel.totals");
  const format = useFormatter();
  const { counts, seriesBefore, seriesAfter } = summary;
  const change = seriesBefore === 0 ? 0 : (seriesAfter - seriesBefore) / seriesBefore;
  // Nobody asks for what did not happen.
  const shown = SERIES_OUTCOMES.filter((name) => counts[name] > 0 || name === "kept" || name === "dropped");
  return (
    <div className={styles.totals} data-testid="metric-totals">
      <VisuallyHidden role="status">{t("spoken", { before: seriesBefore, after: seriesAfter })}</VisuallyHidden>
      <Group gap={8} align="baseline" aria-hidden>
        <span className={styles.large}>{format.number(seriesBefore)}</span>
        <span>→</span>
        <span className={styles.large} data-failing={isFailing}>
          {format.number(seriesAfter)}
        </span>
        <Text span size="sm">
          {t("series")}
        </Text>
        <Text span size="sm" c="dimmed">
          {format.number(change, { style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" })}
        </Text>
        <Text size="xs" c="dimmed" ml="auto">
          {t("duration", { ms: Math.max(Math.round(durationMs), 1) })}
        </Text>
      </Group>
      <ul className={styles.counts}>
        {shown.map((name) => (
          <li key={name} data-outcome={name}>
            <strong>{format.number(counts[name])}</strong> {t(name)}
          </li>
        ))}
      </ul>
    </div>
  );
}
