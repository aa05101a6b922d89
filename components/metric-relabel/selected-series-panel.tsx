"use client";

import { Alert, Box, CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertOctagon, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import { StepList } from "@/components/relabel/step-list";
import { ProblemList } from "@/components/ui/problem-list";
import { toLabelRows } from "@/lib/relabel/label-rows";
import type { SelectedSeries, SeriesView } from "@/lib/relabel-lab/metric-lab-request";

type SelectedSeriesPanelProps = { selected: SelectedSeries; onView: (part: Partial<SeriesView>) => void };

/** What happened to one series, rule by rule. */
export function SelectedSeriesPanel({ selected, onView }: SelectedSeriesPanelProps) {
  const t = useTranslations("metricRelabel.selected");
  const { view, line, text, problem, duplicateOf, outcome } = selected;
  const stored = view.publicLabels;
  return (
    <Box component="section" aria-label={t("label")}>
      <Group justify="space-between" wrap="nowrap" mb={6} align="start">
        <Box>
          <Title order={3} size="h6">
            {t("title", { line })}
          </Title>
          <Text size="xs" ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {text}
          </Text>
        </Box>
        <CloseButton aria-label={t("close")} onClick={() => onView({ selected: null })} />
      </Group>
      <Stack gap="sm">
        {problem !== null && (
          <Alert color="red" variant="light" icon={<IconAlertOctagon aria-hidden />} title={t("refused")}>
            <ProblemList problems={[problem]} />
          </Alert>
        )}
        {duplicateOf !== null && (
          <Alert color="gray" variant="light" icon={<IconCopy aria-hidden />} title={t("duplicate", { line: duplicateOf })}>
            {t("duplicateHint")}
          </Alert>
        )}
        <StepList view={view} defaultsTitle={t("target")} subject="metric" />
        {outcome === "dropped" ? (
          <Text size="sm">{t("notStored")}</Text>
        ) : (
          <section aria-label={t("stored")}>
            <Title order={4} size="h6" mb={4}>
              {t("stored")}
            </Title>
            <LabelChangeTable caption={t("stored")} rows={toLabelRows(stored, stored)} />
          </section>
        )}
      </Stack>
    </Box>
  );
}
