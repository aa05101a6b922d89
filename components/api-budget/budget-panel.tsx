"use client";

import { Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { IconGauge, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { BUDGET_QUANTITIES, levelOf } from "@/lib/api-budget/limits";
import type { ApiBudget } from "@/lib/api-budget/schema";
import type { Cluster } from "@/lib/clusters/schema";
import { apiBudgetQuery, useCountApiBudget } from "@/lib/queries/api-budget";
import { readFailure } from "@/lib/queries/read-failure";
import { BudgetJobs } from "./budget-jobs";
import { BudgetQuantityCard } from "./budget-quantity";
import { BudgetWatches } from "./budget-watches";

/** What the jobs of a cluster cost its API server, and where that becomes too much. */
export function BudgetPanel({ cluster }: { cluster: Cluster }) {
  const t = useTranslations("apiBudget");
  const query = useQuery(apiBudgetQuery(cluster.id));
  return (
    <Stack gap="lg">
      <div>
        <Title order={2} size="h4">
          {t("title")}
        </Title>
        <Text c="dimmed" maw={760}>
          {t("subtitle")}
        </Text>
      </div>
      <QueryBoundary
        query={query}
        skeletonRows={8}
        isEmpty={({ jobs }) => jobs.length === 0}
        empty={<EmptyState icon={<IconGauge size={28} aria-hidden />} title={t("noJobsTitle")} text={t("noJobs")} />}
      >
        {(budget) => <Budget clusterId={cluster.id} budget={budget} />}
      </QueryBoundary>
    </Stack>
  );
}

const ADVICE = ["interval", "direct", "audit"] as const;

function Budget({ clusterId, budget }: { clusterId: string; budget: ApiBudget }) {
  const t = useTranslations("apiBudget");
  const { list } = useFormatter();
  const { servers, total, isComplete, jobs, watches } = budget;
  const isMuch = BUDGET_QUANTITIES.some((quantity) => levelOf(quantity, total[quantity]) !== "ok");
  return (
    <>
      <Text size="sm">{t("servers", { count: servers.length, names: list(servers, { type: "conjunction" }) })}</Text>
      <Group gap="md" align="stretch">
        {BUDGET_QUANTITIES.map((quantity) => (
          <BudgetQuantityCard
            key={quantity}
            quantity={quantity}
            amount={total[quantity]}
            isComplete={quantity === "watches" || (isComplete.targets && (quantity !== "bytesPerSecond" || isComplete.bytes))}
          />
        ))}
      </Group>
      {isMuch && (
        <div>
          <Title order={3} size="h5" mb={4}>
            {t("advice.title")}
          </Title>
          <List size="sm">
            {ADVICE.map((one) => (
              <List.Item key={one}>{t(`advice.${one}`)}</List.Item>
            ))}
          </List>
        </div>
      )}
      <Sources clusterId={clusterId} budget={budget} />
      <BudgetJobs jobs={jobs} />
      <BudgetWatches watches={watches} />
    </>
  );
}

/** Where the numbers come from, and how to have newer ones. */
function Sources({ clusterId, budget }: { clusterId: string; budget: ApiBudget }) {
  const t = useTranslations("apiBudget");
  const { mutate, isPending, error, data } = useCountApiBudget(clusterId);
  const { countedAt, measuredAt } = budget;
  const time = (at: string) => ({ time: () => <RelativeTime at={at} /> });
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={isPending}
          onClick={() => mutate()}
        >
          {t("count")}
        </Button>
        <Text size="sm" c="dimmed">
          {countedAt === null ? t("notCounted") : t.rich("counted", time(countedAt))}
        </Text>
        <Text size="sm" c="dimmed">
          {measuredAt === null ? t("notMeasured") : t.rich("measured", time(measuredAt))}
        </Text>
      </Group>
      {isPending && (
        <Text size="sm" role="status">
          {t("counting")}
        </Text>
      )}
      {error !== null && <FailureAlert failure={readFailure(error)} />}
      {data !== undefined && data.problems.length > 0 && <ProblemList problems={data.problems} />}
    </Stack>
  );
}
