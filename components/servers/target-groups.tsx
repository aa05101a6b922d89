"use client";

import { Accordion, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { TargetCluster, TargetJob } from "./group-targets";
import { TargetCounts } from "./target-counts";
import styles from "./target-groups.module.css";
import { TargetTable } from "./target-table";

/** Clusters, their jobs as rows that open, and the targets inside; a closed job draws no rows. */
export function TargetGroups({ clusters }: { clusters: readonly TargetCluster[] }) {
  const t = useTranslations("servers.targets");
  return (
    <Stack gap="md">
      {clusters.map(({ cluster, counts, jobs }) => (
        <section key={cluster ?? ""} aria-label={cluster ?? t("baseJobs")}>
          <Group justify="space-between" gap="xs" mb={6}>
            <Title order={3} size="h6">
              {cluster ?? t("baseJobs")}
            </Title>
            <TargetCounts counts={counts} />
          </Group>
          <TargetJobs jobs={jobs} />
        </section>
      ))}
    </Stack>
  );
}

function TargetJobs({ jobs }: { jobs: readonly TargetJob[] }) {
  // Jobs with something down are open from the start: that is what people came for.
  const troubled = jobs.filter(({ counts }) => counts.down > 0).map(({ jobName }) => jobName);
  return (
    <Accordion multiple defaultValue={troubled} variant="contained" chevronPosition="left" order={4} keepMounted={false}>
      {jobs.map((job) => (
        <Accordion.Item key={job.jobName} value={job.jobName}>
          <Accordion.Control className={styles.control}>
            <Group justify="space-between" gap="xs">
              <Text size="sm" ff="monospace" className={styles.job}>
                {job.jobName}
              </Text>
              <TargetCounts counts={job.counts} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel className={styles.panel}>
            <TargetTable job={job} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
