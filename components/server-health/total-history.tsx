"use client";

import { Button, Group, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { useId, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { TargetHealthReport } from "@/lib/target-health/schema";
import { HistoryChart } from "./history-chart";
import { sumSamples } from "./history-shape";
import { useHistoryText } from "./use-history-text";

const HEIGHT_PX = 72;

/** All targets of the server together, as a picture and as a table. */
export function TotalHistory({ report }: { report: TargetHealthReport }) {
  const t = useTranslations("serverHealth");
  const [isTable, setTable] = useState(false);
  const tableId = useId();
  const textOf = useHistoryText(report);
  const samples = sumSamples(report.clusters);
  const [up, down] = samples.at(-1) ?? [0, 0];
  const text = textOf({ up, down, samples });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{text}</Text>
        <Button variant="subtle" size="xs" aria-expanded={isTable} aria-controls={tableId} onClick={() => setTable(!isTable)}>
          {t(isTable ? "hideTable" : "showTable")}
        </Button>
      </Group>
      <HistoryChart samples={samples} height={HEIGHT_PX} label={text} />
      <TimeAxis report={report} />
      <div id={tableId}>{isTable && <SampleTable report={report} samples={samples} />}</div>
    </Stack>
  );
}

function TimeAxis({ report: { startSeconds, stepSeconds, clusters } }: { report: TargetHealthReport }) {
  const format = useFormatter();
  const t = useTranslations("serverHealth");
  const endSeconds = startSeconds + stepSeconds * ((clusters[0]?.samples.length ?? 1) - 1);
  const clock = (seconds: number) => format.dateTime(new Date(seconds * 1000), { dateStyle: "short", timeStyle: "short" });
  return (
    <Group justify="space-between" gap="sm">
      <Text size="xs" c="dimmed">
        {clock(startSeconds)}
      </Text>
      <Text size="xs" c="dimmed">
        {t("legend")}
      </Text>
      <Text size="xs" c="dimmed">
        {clock(endSeconds)}
      </Text>
    </Group>
  );
}

function SampleTable({ report, samples }: { report: TargetHealthReport; samples: ReturnType<typeof sumSamples> }) {
  const t = useTranslations("serverHealth");
  const format = useFormatter();
  return (
    <ScrollArea h={260} viewportProps={{ tabIndex: 0, "aria-label": t("tableCaption") }}>
      <Table stickyHeader captionSide="top">
        <Table.Caption>{t("tableCaption")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.time")}</Table.Th>
            <Table.Th>{t("column.up")}</Table.Th>
            <Table.Th>{t("column.down")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {samples.map((sample, index) => {
            const seconds = report.startSeconds + index * report.stepSeconds;
            return (
              <Table.Tr key={seconds}>
                <Table.Th scope="row" fw={400}>
                  {format.dateTime(new Date(seconds * 1000), { dateStyle: "short", timeStyle: "short" })}
                </Table.Th>
                <Table.Td>{sample === null ? t("noSample") : format.number(sample[0])}</Table.Td>
                <Table.Td>{sample === null ? t("noSample") : format.number(sample[1])}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
