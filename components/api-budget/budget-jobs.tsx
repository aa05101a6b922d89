"use client";

import { Box, Table, Text, Title } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import { formatBytes } from "@/components/checkup/format-bytes";
import type { JobBudget } from "@/lib/api-budget/schema";

const NUMBERS = ["targets", "interval", "scrapes", "perScrape", "bytes"] as const;
const NUMBER = { textAlign: "end", fontVariantNumeric: "tabular-nums", whiteSpace: "nowrap" } as const;

/** The costs of each job, for one server. */
export function BudgetJobs({ jobs }: { jobs: readonly JobBudget[] }) {
  const t = useTranslations("apiBudget.jobs");
  return (
    <div>
      <Title order={3} size="h5">
        {t("title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("perServer")}
      </Text>
      <Box role="region" tabIndex={0} aria-label={t("title")} style={{ overflowX: "auto" }}>
        <Table verticalSpacing={6} fz="sm" miw={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("job")}</Table.Th>
              {NUMBERS.map((column) => (
                <Table.Th key={column} style={NUMBER}>
                  {t(column)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {jobs.map((job) => (
              <JobRow key={job.jobName} job={job} />
            ))}
          </Table.Tbody>
        </Table>
      </Box>
    </div>
  );
}

function JobRow({ job }: { job: JobBudget }) {
  const t = useTranslations("apiBudget");
  const locale = useLocale();
  const { jobName, isThroughApiServer, targets, intervalMs, scrapesPerSecond, bytesPerScrape, bytesPerSecond } = job;
  const known = (value: number | null, say: (value: number) => string) => (value === null ? t("unknown") : say(value));
  const number = (value: number) => value.toLocaleString(locale, { maximumFractionDigits: 2 });
  const bytes = (value: number) => formatBytes(value, locale);
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={600}>
        {jobName}
        {!isThroughApiServer && (
          <Text size="xs" c="dimmed" fw={400}>
            {t("jobs.direct")}
          </Text>
        )}
      </Table.Th>
      <Table.Td style={NUMBER}>{known(targets, number)}</Table.Td>
      <Table.Td style={NUMBER}>{t("jobs.intervalText", { seconds: intervalMs / 1000 })}</Table.Td>
      <Table.Td style={NUMBER}>{known(scrapesPerSecond, number)}</Table.Td>
      <Table.Td style={NUMBER}>{known(bytesPerScrape, bytes)}</Table.Td>
      <Table.Td style={NUMBER}>{known(bytesPerSecond, bytes)}</Table.Td>
    </Table.Tr>
  );
}
