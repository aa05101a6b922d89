"use client";

import { Accordion, Box, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { type Column, DataTable } from "@/components/ui/data-table";
import { ProblemList } from "@/components/ui/problem-list";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ClusterTargets } from "@/lib/target-plan/schema";
import { TargetCounts } from "./target-counts";

type JobTargets = ClusterTargets["jobs"][number];

/** Cluster by cluster: how it was seen, how many targets change, and in which jobs. */
export function ClusterOutlook({ clusters }: { clusters: readonly ClusterTargets[] }) {
  const t = useTranslations("targetPlan.clusters");
  if (clusters.length === 0) return <Text size="sm">{t("none")}</Text>;
  return (
    <section aria-labelledby="target-plan-clusters">
      <Title order={3} size="h6" mb={6} id="target-plan-clusters">
        {t("title")}
      </Title>
      <Accordion multiple variant="contained" chevronPosition="left" order={4} keepMounted={false}>
        {clusters.map((cluster) => (
          <Accordion.Item key={cluster.cluster} value={cluster.cluster}>
            <Accordion.Control>
              <Group justify="space-between" gap="xs">
                <Text size="sm" fw={600}>
                  {cluster.cluster}
                </Text>
                {cluster.sight !== "unseen" && <TargetCounts counts={cluster.counts} />}
              </Group>
            </Accordion.Control>
            {/* Beside the button, not in it: the time takes the focus to tell the exact moment. */}
            <Box px="md" pb="xs">
              <SightLine cluster={cluster} />
            </Box>
            <Accordion.Panel>
              <Stack gap="sm">
                {cluster.problems.length > 0 && <ProblemList problems={cluster.problems.map(toProblem)} />}
                <JobTable cluster={cluster} />
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </section>
  );
}

/** A cluster that could not be asked must not look like one that was. */
function SightLine({ cluster: { sight, takenAt } }: { cluster: ClusterTargets }) {
  const t = useTranslations("targetPlan.sight");
  const isCertain = sight === "live" || sight === "forecast";
  return (
    <Text size="xs" component="div" {...(isCertain ? { c: "dimmed" } : { fw: 600 })}>
      {takenAt === null ? t("unseen") : t.rich(sight, { time: () => <RelativeTime at={takenAt} /> })}
    </Text>
  );
}

function JobTable({ cluster: { cluster, jobs } }: { cluster: ClusterTargets }) {
  const t = useTranslations("targetPlan");
  const columns: readonly Column<JobTargets>[] = [
    { id: "job", header: t("column.job"), cell: ({ job }) => <Text size="sm">{job}</Text> },
    { id: "change", header: t("column.change"), cell: ({ change }) => t(`jobChange.${change}`) },
    { id: "targets", header: t("column.targets"), cell: ({ counts }) => <TargetCounts counts={counts} /> },
  ];
  return <DataTable caption={t("column.jobsOf", { cluster })} columns={columns} rows={jobs} rowKey={({ job }) => job} />;
}
