"use client";

import { Alert, Box, Code, Group, List, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { LabelChangeTable } from "@/components/labels/label-change-table";
import type { Deployment } from "@/lib/deployments/schema";
import { deploymentTargetsQuery, useRefreshDeployment } from "@/lib/queries/deployments";
import { DIFFERENCES_SHOWN, type TargetComparison } from "@/lib/target-plan/comparison-schema";
import type { ScrapedTarget } from "@/lib/target-plan/schema";
import { isAsForeseen, toDifferenceRows } from "./target-differences";

/** How the targets that were foreseen compare with those that Prometheus reports; nothing for a deployment without a forecast. */
export function TargetComparisonPanel({ deployment }: { deployment: Deployment }) {
  const t = useTranslations("deployments.comparison");
  const query = useQuery(deploymentTargetsQuery(deployment.id, deployment.finishedAt));
  const comparison = query.data?.comparison ?? null;
  useStepRefresh(deployment, comparison !== null);
  if (query.data === undefined || query.data === null) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="target-comparison">
      <Stack gap="sm">
        <Title order={2} size="h5" id="target-comparison">
          {t("title")}
        </Title>
        <div role="status">
          {comparison === null ? (
            <Waiting foreseen={query.data.foreseen} isOver={query.data.isOver} />
          ) : (
            <Verdict comparison={comparison} />
          )}
        </div>
        {comparison !== null && <Differences comparison={comparison} />}
      </Stack>
    </Paper>
  );
}

// The step of the comparison comes after the deployment is final, when nobody asks for its steps any more.
function useStepRefresh({ id, steps }: Deployment, isCompared: boolean): void {
  const refresh = useRefreshDeployment(id);
  const isStepOld = !steps.some(({ name, status }) => name === "compare" && status !== "running");
  useEffect(() => {
    if (isCompared && isStepOld) void refresh();
  }, [isCompared, isStepOld, refresh]);
}

function Waiting({ foreseen, isOver }: { foreseen: number; isOver: boolean }) {
  const t = useTranslations("deployments.comparison");
  if (isOver) return <Text size="sm">{t("never", { count: foreseen })}</Text>;
  return (
    <Group gap="xs" wrap="nowrap">
      <Loader size="xs" aria-hidden />
      <Text size="sm">{t("waiting", { count: foreseen })}</Text>
    </Group>
  );
}

function Verdict({ comparison }: { comparison: TargetComparison }) {
  const t = useTranslations("deployments.comparison");
  const isEqual = isAsForeseen(comparison);
  const { equal, foreseen, notCompared, isSettled } = comparison;
  const Icon = isEqual ? IconCircleCheck : IconAlertTriangle;
  return (
    <Alert
      color={isEqual ? "green" : "yellow"}
      variant="outline"
      icon={<Icon aria-hidden />}
      title={t(isEqual ? "equal" : "differs", { equal, foreseen })}
    >
      {!isEqual && <Text size="sm">{t(isSettled ? "differsText" : "unsettled")}</Text>}
      {notCompared > 0 && <Text size="sm">{t("notCompared", { count: notCompared })}</Text>}
    </Alert>
  );
}

function Differences({ comparison }: { comparison: TargetComparison }) {
  const { missing, missingCount, unexpected, unexpectedCount, different, differentCount } = comparison;
  return (
    <>
      <Difference kind="missing" count={missingCount}>
        {missing.map(({ job, target }) => (
          <TargetItem key={`${job} ${JSON.stringify(target)}`} job={job} url={target.url} />
        ))}
      </Difference>
      <Difference kind="unexpected" count={unexpectedCount}>
        {unexpected.map(({ job, target }) => (
          <TargetItem key={`${job} ${JSON.stringify(target)}`} job={job} url={target.url} />
        ))}
      </Difference>
      <Difference kind="different" count={differentCount}>
        {different.map(({ job, foreseen, reported }) => (
          <TargetItem key={`${job} ${JSON.stringify(foreseen)}`} job={job} url={reported.url}>
            <DifferenceTable foreseen={foreseen} reported={reported} />
          </TargetItem>
        ))}
      </Difference>
    </>
  );
}

function Difference({
  kind,
  count,
  children,
}: {
  kind: "missing" | "unexpected" | "different";
  count: number;
  children: ReactNode;
}) {
  const t = useTranslations("deployments.comparison");
  if (count === 0) return null;
  return (
    <Box>
      <Title order={3} size="h6" mb={4}>
        {t(kind, { count })}
      </Title>
      <List size="sm" spacing={4}>
        {children}
      </List>
      {count > DIFFERENCES_SHOWN && (
        <Text size="sm" c="dimmed">
          {t("more", { count: count - DIFFERENCES_SHOWN })}
        </Text>
      )}
    </Box>
  );
}

function TargetItem({ job, url, children }: { job: string; url: string; children?: ReactNode }) {
  return (
    <List.Item>
      <Text span inherit fw={600}>
        {job}
      </Text>{" "}
      <Code style={{ overflowWrap: "anywhere" }}>{url}</Code>
      {children}
    </List.Item>
  );
}

function DifferenceTable({ foreseen, reported }: { foreseen: ScrapedTarget; reported: ScrapedTarget }) {
  const t = useTranslations("deployments.comparison");
  return <LabelChangeTable caption={t("differenceCaption")} rows={toDifferenceRows(foreseen, reported)} />;
}
