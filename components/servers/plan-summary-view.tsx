"use client";

import { Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconCircleMinus, IconCirclePlus, IconEqual, IconPencil } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { Change } from "@/lib/servers/schema";
import type { ChangeCounts, ClusterChanges, PlanSummary } from "./plan-summary";
import styles from "./plan-summary-view.module.css";

const LOOK: Record<Change, StateLook> = {
  added: { tone: "good", Icon: IconCirclePlus },
  changed: { tone: "warn", Icon: IconPencil },
  removed: { tone: "bad", Icon: IconCircleMinus },
  same: { tone: "calm", Icon: IconEqual },
};
const COUNTED = ["removed", "changed", "added", "same"] as const satisfies readonly Change[];

/** A plan in words: how many jobs and files, then each job that differs under its cluster, then the files. */
export function PlanSummaryView({ summary }: { summary: PlanSummary }) {
  const t = useTranslations("servers.plan");
  const { jobCounts, fileCounts, clusters, changedFiles } = summary;
  return (
    <Stack gap="md">
      <Group gap="xl" style={{ rowGap: "0.5rem" }}>
        <Counts title={t("jobs")} counts={jobCounts} />
        <Counts title={t("files")} counts={fileCounts} />
      </Group>
      <div className={styles.clusters}>
        {clusters.map((changes) => (
          <ClusterJobs key={changes.cluster ?? ""} changes={changes} />
        ))}
      </div>
      {changedFiles.length > 0 && <ChangedFiles files={changedFiles} />}
    </Stack>
  );
}

function Counts({ title, counts }: { title: string; counts: ChangeCounts }) {
  const t = useTranslations("servers.plan.count");
  return (
    <Group gap={6}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {COUNTED.filter((change) => counts[change] > 0).map((change) => (
        <StateWord key={change} {...LOOK[change]} word={t(change, { count: counts[change] })} />
      ))}
    </Group>
  );
}

function ClusterJobs({ changes: { cluster, jobs, sameCount } }: { changes: ClusterChanges }) {
  const t = useTranslations("servers.plan");
  return (
    <section>
      <Title order={3} size="h6" mb={4}>
        {cluster ?? t("baseJobs")}
      </Title>
      <ul className={styles.jobs}>
        {jobs.map(({ jobName, change }) => (
          <li key={`${change} ${jobName}`}>
            <StateWord {...LOOK[change]} word={t(`change.${change}`)} />
            <Text span size="sm" ff="monospace" className={styles.name}>
              {jobName}
            </Text>
          </li>
        ))}
      </ul>
      {sameCount > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("sameJobs", { count: sameCount })}
        </Text>
      )}
    </section>
  );
}

function ChangedFiles({ files }: { files: PlanSummary["changedFiles"] }) {
  const t = useTranslations("servers.plan");
  return (
    <details>
      <summary className={styles.summary}>{t("fileCount", { count: files.length })}</summary>
      <Table.ScrollContainer minWidth={480}>
        <Table fz="sm" verticalSpacing={4} aria-label={t("filesTable")}>
          <Table.Tbody>
            {files.map(({ path, change, bytes, isSecret }) => (
              <Table.Tr key={path}>
                <Table.Td w={130}>
                  <StateWord {...LOOK[change]} word={t(`change.${change}`)} />
                </Table.Td>
                <Table.Td>
                  <Text span size="sm" ff="monospace" className={styles.name}>
                    {path}
                  </Text>
                  {isSecret && (
                    <Text size="xs" c="dimmed">
                      {t("secretFile")}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">{isSecret ? "" : t("bytes", { value: bytes })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
