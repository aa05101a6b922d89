"use client";

import { Alert, Code, Stack, Table, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "use-intl";
import type { ScrapeErrorGroup, TargetHealthReport } from "@/lib/target-health/schema";

/** Why targets are down: one line per kind, with one of its targets. */
export function ErrorGroups({ report: { errors, jobsRead, jobsDown } }: { report: TargetHealthReport }) {
  const t = useTranslations("serverHealth.errors");
  if (errors.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {t("title")}
      </Title>
      {jobsRead < jobsDown && (
        <Alert color="blue" icon={<IconInfoCircle aria-hidden />} title={t("partial", { read: jobsRead, total: jobsDown })} />
      )}
      <Table.ScrollContainer minWidth={480}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("kind")}</Table.Th>
              <Table.Th>{t("count")}</Table.Th>
              <Table.Th>{t("example")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {errors.map((group) => (
              <GroupRow key={group.kind} group={group} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

function GroupRow({ group: { kind, count, clusters, example } }: { group: ScrapeErrorGroup }) {
  const t = useTranslations("serverHealth.errors");
  const format = useFormatter();
  return (
    <Table.Tr>
      <Table.Th scope="row">{t(`kindName.${kind}`)}</Table.Th>
      <Table.Td>
        {format.number(count)}
        <Text size="xs" c="dimmed">
          {t("inClusters", { count: clusters })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{example.jobName}</Text>
        <Code style={{ overflowWrap: "anywhere" }}>{example.scrapeUrl}</Code>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {example.message}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
