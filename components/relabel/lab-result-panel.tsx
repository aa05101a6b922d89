"use client";

import { Alert, Box, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconClockX } from "@tabler/icons-react";
import { memo, useMemo } from "react";
import { useTranslations } from "use-intl";
import type { LabAnswer, TargetView } from "@/lib/relabel-lab/lab-request";
import { FunnelChart } from "./funnel-chart";
import styles from "./lab-result-panel.module.css";
import { OutcomeTotals } from "./outcome-totals";
import { SelectedTranscript } from "./selected-transcript";
import { TargetTable } from "./target-table";
import type { LabFailure, LabState } from "./use-lab";

type LabResultPanelProps = {
  lab: LabState;
  view: TargetView;
  onView: (part: Partial<TargetView>) => void;
};

/** What became of the targets, or why nothing can be said. */
export const LabResultPanel = memo(function LabResultPanel(props: LabResultPanelProps) {
  const t = useTranslations("relabel");
  const { answer, failure } = props.lab;
  return (
    <Box component="section" aria-labelledby="lab-result">
      <Title order={2} size="h5" id="lab-result" mb={6}>
        {t("result")}
      </Title>
      {failure !== null && <Failed failure={failure} />}
      {failure === null && answer === null && <Skeleton height={160} aria-busy="true" />}
      {failure === null && answer !== null && <Answer {...props} answer={answer} />}
    </Box>
  );
});

function Failed({ failure }: { failure: LabFailure }) {
  const t = useTranslations("relabel.worker");
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

function Answer({ lab, view, onView, answer }: LabResultPanelProps & { answer: LabAnswer }) {
  // Of the rules that the answer belongs to; the editor may be ahead.
  const draft = useMemo(() => (lab.answered === null ? null : { ...lab.answered.rules, labelsText: "" }), [lab.answered]);
  const isStale = answer.outcome === null;
  const outcome = answer.outcome ?? (answer.rulesProblems.length > 0 ? lab.lastOutcome : null);
  return (
    <Stack gap="sm">
      {isStale && <Unreadable answer={answer} hasLast={outcome !== null} />}
      {outcome !== null && (
        <Stack gap="sm" className={styles.outcome} data-stale={isStale}>
          {answer.targetCount > 1 && (
            <>
              <OutcomeTotals funnel={outcome.funnel} durationMs={lab.durationMs} />
              <FunnelChart funnel={outcome.funnel} version={draft?.prometheusVersion ?? ""} view={view} onView={onView} />
              <TargetTable outcome={outcome} view={view} onView={onView} />
            </>
          )}
          {outcome.selected !== null && draft !== null && (
            <SelectedTranscript draft={draft} selected={outcome.selected} isOnly={answer.targetCount === 1} onView={onView} />
          )}
        </Stack>
      )}
    </Stack>
  );
}

/** The problems themselves stand below their input. */
function Unreadable({ answer, hasLast }: { answer: LabAnswer; hasLast: boolean }) {
  const t = useTranslations("relabel.unreadable");
  const counts = { rules: answer.rulesProblems.length, targets: answer.targetsProblems.length };
  const isEmpty = counts.rules === 0 && counts.targets === 0;
  return (
    <Alert
      color={isEmpty ? "gray" : "yellow"}
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t(isEmpty ? "noTargets" : "title")}
      role="status"
    >
      {counts.rules > 0 && <Text size="sm">{t("rules", { count: counts.rules })}</Text>}
      {counts.targets > 0 && <Text size="sm">{t("labels", { count: counts.targets })}</Text>}
      {isEmpty && <Text size="sm">{t("noTargetsHint")}</Text>}
      {hasLast && <Text size="sm">{t("last")}</Text>}
    </Alert>
  );
}
