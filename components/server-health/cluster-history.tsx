"use client";

import { Box } from "@mantine/core";
import { useFormatter, useTranslations } from "use-intl";
import { type Column, DataTable } from "@/components/ui/data-table";
import type { ClusterTargetHealth, TargetHealthReport } from "@/lib/target-health/schema";
import { HistoryChart } from "./history-chart";
import { useHistoryText } from "./use-history-text";

const HEIGHT_PX = 24;

/** One line per cluster, the worst first. */
export function ClusterHistory({ report }: { report: TargetHealthReport }) {
  const t = useTranslations("serverHealth");
  const format = useFormatter();
  const textOf = useHistoryText(report);
  const nameOf = ({ cluster }: ClusterTargetHealth) => cluster ?? t("baseJobs");
  const columns: Column<ClusterTargetHealth>[] = [
    { id: "cluster", header: t("column.cluster"), cell: nameOf, sortKey: nameOf },
    { id: "down", header: t("column.down"), cell: ({ down }) => format.number(down), sortKey: ({ down }) => -down },
    { id: "up", header: t("column.up"), cell: ({ up }) => format.number(up), sortKey: ({ up }) => up },
    {
      id: "history",
      header: t("column.history"),
      cell: (row) => (
        <Box miw={160}>
          <HistoryChart samples={row.samples} height={HEIGHT_PX} label={`${nameOf(row)}: ${textOf(row)}`} />
        </Box>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("clusters")}
      columns={columns}
      rows={report.clusters}
      rowKey={({ cluster }) => cluster ?? ""}
      {...(report.clusters.length > 10 ? { textOf: nameOf } : {})}
    />
  );
}
