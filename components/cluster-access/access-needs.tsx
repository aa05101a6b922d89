"use client";

import { Badge, Code, Group, Table, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { AccessTier, JobNeeds } from "@/lib/cluster-access";
import { type AccessRow, toAccessRows } from "./access-rows";

/** What each chosen job asks of the cluster; jobs that the tier cannot serve say so in words. */
export function AccessNeeds({ jobs, tier }: { jobs: readonly JobNeeds[]; tier: AccessTier }) {
  const t = useTranslations("clusterAccess.needs");
  if (jobs.length === 0) return <Text c="dimmed">{t("empty")}</Text>;
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table verticalSpacing="xs" withTableBorder>
        <Table.Caption>{t("caption")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("job")}</Table.Th>
            <Table.Th>{t("asks")}</Table.Th>
            <Table.Th>{t("served")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {toAccessRows(jobs, tier).map((row) => (
            <NeedsRow key={row.jobName} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function NeedsRow({ row }: { row: AccessRow }) {
  const t = useTranslations("clusterAccess.needs");
  return (
    <Table.Tr>
      <Table.Th scope="row">{row.job}</Table.Th>
      <Table.Td>
        {row.asks.length === 0 && <Text size="sm">{t("nothing")}</Text>}
        <Group gap={6}>
          {row.asks.map(({ text, isServed }) => (
            <Code key={text}>{isServed ? text : t("missing", { right: text })}</Code>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>
        <Badge color={row.isServed ? "green" : "red"} variant="light" tt="none">
          {row.isServed ? t("yes") : t("no")}
        </Badge>
      </Table.Td>
    </Table.Tr>
  );
}
