"use client";

import { Alert, Box, Grid, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconClockX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { LabResult } from "@/lib/relabel-lab/run-lab";
import type { TranscriptView } from "@/lib/relabel-lab/transcript-view";
import { FinalTarget } from "./final-target";
import { OutcomeBanner } from "./outcome-banner";
import { StepList } from "./step-list";
import type { LabReply } from "./use-lab";

/** What became of the target, or why nothing can be said. */
export function LabResultPanel({ reply }: { reply: LabReply | null }) {
  const t = useTranslations("relabel");
  return (
    <Box component="section" aria-labelledby="lab-result">
      <Title order={2} size="h5" id="lab-result" mb={6}>
        {t("result")}
      </Title>
      {reply === null ? <Skeleton height={120} aria-busy="true" /> : <Reply reply={reply} />}
    </Box>
  );
}

function Reply({ reply }: { reply: LabReply }) {
  const t = useTranslations("relabel");
  if (reply.kind !== "done") {
    return (
      <Alert color="red" variant="light" icon={<IconClockX aria-hidden />} title={t(`worker.${reply.kind}.title`)} role="alert">
        {t(`worker.${reply.kind}.text`)}
      </Alert>
    );
  }
  return reply.result.view === null ? <Unreadable result={reply.result} /> : <Transcript view={reply.result.view} />;
}

/** The problems themselves stand below their input. */
function Unreadable({ result }: { result: LabResult }) {
  const t = useTranslations("relabel");
  const counts = { rules: result.rulesProblems.length, labels: result.labelsProblems.length };
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={t("unreadable.title")} role="status">
      {counts.rules > 0 && <Text size="sm">{t("unreadable.rules", { count: counts.rules })}</Text>}
      {counts.labels > 0 && <Text size="sm">{t("unreadable.labels", { count: counts.labels })}</Text>}
    </Alert>
  );
}

function Transcript({ view }: { view: TranscriptView }) {
  return (
    <Stack gap="md">
      <OutcomeBanner outcome={view.outcome} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <StepList view={view} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <FinalTarget view={view} />
        </Grid.Col>
      </Grid>
    </Stack>
  );
}
