"use client";

import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import type { TargetPlan } from "@/lib/target-plan/schema";
import { ClusterOutlook } from "./cluster-outlook";
import { TargetChangeList } from "./target-change-list";
import { TargetCounts } from "./target-counts";

type TargetPlanPanelProps = { serverId: string; query: UseQueryResult<TargetPlan> };

/** Which targets a deployment would add, lose and change. Clusters are asked for it, so it comes after the rest of the plan. */
export function TargetPlanPanel({ serverId, query }: TargetPlanPanelProps) {
  const t = useTranslations("targetPlan");
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="target-plan-title">
      <Stack gap="md">
        <Title order={2} size="h5" id="target-plan-title">
          {t("title")}
        </Title>
        {query.isPending && (
          <Text size="sm" c="dimmed" role="status">
            {t("asking")}
          </Text>
        )}
        <QueryBoundary query={query} skeletonRows={4}>
          {(plan) => <Foreseen serverId={serverId} plan={plan} />}
        </QueryBoundary>
      </Stack>
    </Paper>
  );
}

function Foreseen({ serverId, plan }: { serverId: string; plan: TargetPlan }) {
  const t = useTranslations("targetPlan");
  const { counts, prometheusVersion, madeAt, notForeseen } = plan;
  return (
    <>
      <div>
        <Group gap="md" mb={4}>
          <TargetCounts counts={counts} />
          <Text size="sm">{t("total", { before: counts.before, after: counts.after })}</Text>
        </Group>
        <Text size="xs" c="dimmed" component="div">
          {t.rich("made", { version: prometheusVersion, time: () => <RelativeTime at={madeAt} /> })}
        </Text>
      </div>
      {notForeseen.length > 0 && (
        <Alert variant="outline" color="blue" icon={<IconInfoCircle aria-hidden />} title={t("notForeseen")}>
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {t("notForeseenText", { count: notForeseen.length, jobs: notForeseen.slice(0, 10).join(", ") })}
          </Text>
        </Alert>
      )}
      <ClusterOutlook clusters={plan.clusters} />
      <TargetChangeList key={madeAt} serverId={serverId} plan={plan} />
    </>
  );
}
