"use client";

import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertOctagon, IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { MetricLabAnswer, SeriesView } from "@/lib/relabel-lab/metric-lab-request";

type ScrapeVerdictProps = { answer: MetricLabAnswer; onView: (part: Partial<SeriesView>) => void };

/** Does Prometheus store the scrape, or why not: one mistake is enough to lose all of it. */
export function ScrapeVerdict({ answer: { failure, outcome }, onView }: ScrapeVerdictProps) {
  const t = useTranslations("metricRelabel.verdict");
  const problemText = useProblemText();
  if (failure === null) {
    const count = outcome?.summary.seriesAfter ?? 0;
    return (
      <Alert color="green" variant="light" icon={<IconCircleCheck aria-hidden />} title={t("passes", { count })} role="status" />
    );
  }
  const { problem, line, sample } = failure;
  const others = (outcome?.summary.counts.refused ?? 0) - 1;
  return (
    <Alert color="red" variant="light" icon={<IconAlertOctagon aria-hidden />} title={t("fails")} role="status">
      <Text size="sm">
        {problemText(problem)}
        {sample !== null && line !== null && ` ${t("inLine", { line })}`}
      </Text>
      {problem.prometheus !== undefined && (
        <Text size="xs" ff="monospace" mt={4} style={{ overflowWrap: "anywhere" }}>
          {problem.prometheus}
        </Text>
      )}
      {sample !== null && (
        <Anchor component="button" type="button" size="sm" onClick={() => onView({ selected: sample })}>
          {t("showSeries")}
        </Anchor>
      )}
      {sample !== null && others > 0 && <Text size="sm">{t("others", { count: others })}</Text>}
      {outcome !== null && outcome.summary.samples > 0 && (
        <Text size="sm" mt={4}>
          {t("would")}
        </Text>
      )}
    </Alert>
  );
}
