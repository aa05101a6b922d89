"use client";

import { Box, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import { type LabelRow, toLabelRows } from "@/lib/relabel/label-rows";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { TranscriptView } from "@/lib/relabel-lab/transcript-view";
import styles from "./final-target.module.css";

/** The labels that every series of the target gets, and those that stay inside Prometheus. */
export function FinalTarget({ view }: { view: TranscriptView }) {
  const t = useTranslations("relabel");
  if (view.outcome.kind !== "kept") {
    return (
      <Box className={styles.panel}>
        <Text size="sm" c="dimmed">
          {t("noFinalLabels")}
        </Text>
      </Box>
    );
  }
  return (
    <Box className={styles.panel}>
      <Labels title={t("publicLabels")} hint={t("publicLabelsHint")} labels={view.publicLabels} />
      <Labels title={t("internalLabels")} hint={t("internalLabelsHint")} labels={view.internalLabels} />
    </Box>
  );
}

function Labels({ title, hint, labels }: { title: string; hint: string; labels: LabelSet }) {
  return (
    <section aria-label={title}>
      <Title order={3} size="h6">
        {title}
      </Title>
      <Text size="xs" c="dimmed" mb={4}>
        {hint}
      </Text>
      <LabelChangeTable caption={title} rows={unchangedRows(labels)} />
    </section>
  );
}

function unchangedRows(labels: LabelSet): LabelRow[] {
  return toLabelRows(labels, labels);
}
