"use client";

import { Box, Group, SegmentedControl, Select, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { readFailure } from "@/lib/queries/read-failure";
import type { TargetChange, TargetPlan } from "@/lib/target-plan/schema";
import { PlannedTargetRow } from "./planned-target-row";
import styles from "./target-change-list.module.css";
import { type ChangeFilter, countTargets, firstChange } from "./target-rows";
import { useTargetPages } from "./use-target-pages";

const CHANGES: readonly TargetChange[] = ["lost", "changed", "added", "unchanged"];

/** The targets of one change, of all clusters or one, of all jobs or one; only what is on the screen is asked for. */
export function TargetChangeList({ serverId, plan }: { serverId: string; plan: TargetPlan }) {
  const t = useTranslations("targetPlan");
  const format = useFormatter();
  const [filter, setFilter] = useState<ChangeFilter>({ change: firstChange(plan.counts), cluster: null, job: null });
  const change = (part: Partial<ChangeFilter>) => setFilter((before) => ({ ...before, ...part }));
  const ofCluster = plan.clusters.filter(({ cluster }) => filter.cluster === null || cluster === filter.cluster);
  const jobs = [...new Set(ofCluster.flatMap((cluster) => cluster.jobs.map(({ job }) => job)))];
  return (
    <section aria-labelledby="target-plan-targets">
      <Stack gap="sm">
        <Title order={3} size="h6" id="target-plan-targets">
          {t("targets")}
        </Title>
        <Group gap="sm" align="end">
          <SegmentedControl
            size="xs"
            aria-label={t("filter.change")}
            value={filter.change}
            onChange={(value) => change({ change: value as TargetChange })}
            data={CHANGES.map((value) => ({
              value,
              label: `${t(`change.${value}`)} (${format.number(countTargets(plan, { ...filter, change: value }))})`,
            }))}
          />
          <Select
            size="xs"
            label={t("filter.cluster")}
            placeholder={t("filter.allClusters")}
            data={plan.clusters.map(({ cluster }) => cluster)}
            value={filter.cluster}
            onChange={(cluster) => change({ cluster, job: null })}
            searchable
            clearable
          />
          <Select
            size="xs"
            label={t("filter.job")}
            placeholder={t("filter.allJobs")}
            data={jobs}
            value={filter.job}
            onChange={(job) => change({ job })}
            searchable
            clearable
          />
        </Group>
        <Rows key={JSON.stringify(filter)} serverId={serverId} plan={plan} filter={filter} />
      </Stack>
    </section>
  );
}

function Rows({ serverId, plan, filter }: { serverId: string; plan: TargetPlan; filter: ChangeFilter }) {
  const t = useTranslations("targetPlan");
  const count = countTargets(plan, filter);
  const { scroll, items, height, measure, targetAt, error, retry } = useTargetPages({
    serverId,
    digest: plan.digest,
    filter,
    count,
  });
  if (count === 0) return <Text size="sm">{t("noTargets")}</Text>;
  return (
    <>
      {error !== null && <FailureAlert failure={readFailure(error)} onRetry={retry} />}
      <Box ref={scroll} className={styles.scroll} tabIndex={0} role="region" aria-label={t("listOf", { count })}>
        <ul className={styles.list} style={{ height }}>
          {items.map(({ index, start }) => (
            <li
              key={index}
              aria-setsize={count}
              aria-posinset={index + 1}
              data-index={index}
              ref={measure}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
            >
              <PlannedTargetRow target={targetAt(index)} />
            </li>
          ))}
        </ul>
      </Box>
    </>
  );
}
