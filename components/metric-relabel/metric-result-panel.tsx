"use client";

import { Alert, Box, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconClockX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { MetricLabAnswer, SeriesView } from "@/lib/relabel-lab/metric-lab-request";
import styles from "./metric-lab.module.css";
import { NameTable } from "./name-table";
import { ScrapeVerdict } from "./scrape-verdict";
import { SelectedSeriesPanel } from "./selected-series-panel";
import { SeriesTable } from "./series-table";
import { SeriesTotals } from "./series-totals";
import type { MetricLabFailure, MetricLabState } from "./use-metric-lab";

type MetricResultPanelProps = {
  lab: MetricLabState;
  view: SeriesView;
  onView: (part: Partial<SeriesView>) => void;
};

/** What Prometheus stores of the scrape, or why nothing can be said. */
export function MetricResultPanel(props: MetricResultPanelProps) {
  const t = useTranslations("metricRelabel");
  const { answer, failure } = props.lab;
  return (
    <Box component="section" aria-labelledby="metric-result">
      <Title order={2} size="h5" id="metric-result" mb={6}>
        {t("result")}
      </Title>
      {failure !== null && <Failed failure={failure} />}
      {failure === null && answer === null && <Skeleton height={160} aria-busy="true" />}
      {failure === null && answer !== null && <Answer {...props} answer={answer} />}
    </Box>
  );
}

function Failed({ failure }: { failure: MetricLabFailure }) {
  const t = useTranslations("metricRelabel.worker");
  const seconds = failure.kind === "too_slow" ? failure.timeoutMs / 1000 : 0;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconClockX aria-hidden />}
      title={t(`${failure.kind}.title`, { seconds })}
      role="alert"
    >
      {t(`${failure.kind}.text`)}
    </Alert>
  );
}

function Answer({ lab, view, onView, answer }: MetricResultPanelProps & { answer: MetricLabAnswer }) {
  const isUnreadable = answer.rulesProblems.length + answer.targetProblems.length > 0;
  const outcome = answer.outcome ?? (isUnreadable ? lab.lastOutcome : null);
  return (
    <Stack gap="sm">
      {isUnreadable && <Unreadable answer={answer} hasLast={outcome !== null} />}
      {!isUnreadable && answer.isEmpty && <EmptyScrape />}
      {!isUnreadable && !answer.isEmpty && <ScrapeVerdict answer={answer} onView={onView} />}
      {outcome !== null && outcome.summary.samples > 0 && (
        <Stack gap="sm" className={styles.outcome} data-stale={isUnreadable}>
          <SeriesTotals summary={outcome.summary} durationMs={lab.durationMs} isFailing={answer.failure !== null} />
          <SeriesTable outcome={outcome} view={view} onView={onView} />
          {outcome.selected !== null && <SelectedSeriesPanel selected={outcome.selected} onView={onView} />}
          <NameTable summary={outcome.summary} onView={onView} />
        </Stack>
      )}
    </Stack>
  );
}

/** The problems themselves stand below their input. */
function Unreadable({ answer, hasLast }: { answer: MetricLabAnswer; hasLast: boolean }) {
  const t = useTranslations("metricRelabel.unreadable");
  const { rulesProblems, targetProblems } = answer;
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("title")} role="status">
      {rulesProblems.length > 0 && <Text size="sm">{t("rules", { count: rulesProblems.length })}</Text>}
      {targetProblems.length > 0 && <Text size="sm">{t("target", { count: targetProblems.length })}</Text>}
      {hasLast && <Text size="sm">{t("last")}</Text>}
    </Alert>
  );
}

function EmptyScrape() {
  const t = useTranslations("metricRelabel.empty");
  return (
    <Alert color="gray" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("title")} role="status">
      <Text size="sm">{t("text")}</Text>
    </Alert>
  );
}
