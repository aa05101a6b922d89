"use client";

import { Group, Text, VisuallyHidden } from "@mantine/core";
import { useFormatter, useTranslations } from "use-intl";
import type { Funnel } from "@/lib/relabel-lab/lab-request";
import styles from "./outcome-totals.module.css";

/** The answer in four numbers, announced when they change. */
export function OutcomeTotals({ funnel, durationMs }: { funnel: Funnel; durationMs: number }) {
  const t = useTranslations("relabel.totals");
  const format = useFormatter();
  const { total, kept, dropped, refused } = funnel;
  return (
    <>
      <VisuallyHidden role="status">{t("spoken", { total, kept, dropped, refused })}</VisuallyHidden>
      <Group gap="lg" aria-hidden className={styles.totals} data-testid="lab-totals">
        {(["total", "kept", "dropped", "refused"] as const).map((name) => (
          <div key={name} className={styles.total} data-kind={name}>
            <strong>{format.number(funnel[name])}</strong> {t(name)}
          </div>
        ))}
        <Text size="xs" c="dimmed" ml="auto">
          {t("duration", { ms: format.number(Math.max(Math.round(durationMs), 1)) })}
        </Text>
      </Group>
    </>
  );
}
