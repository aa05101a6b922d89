"use client";

import { Alert, Paper, Stack, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { useProblemText } from "@/lib/i18n/use-problem-text";
import type { PullReport, PullStatus } from "@/lib/pull/schema";
import { pullStatusQuery } from "@/lib/queries/pull";
import { problem } from "@/lib/result";
import type { Server } from "@/lib/servers/schema";

/** What the host of a server that fetches its bundle has said; nothing for other ways of delivery. */
export function PullStatusPanel({ server }: { server: Server }) {
  return server.transport.kind === "pull" ? <HostPanel server={server} isWitness={!server.transport.isReachable} /> : null;
}

function HostPanel({ server, isWitness }: { server: Server; isWitness: boolean }) {
  const t = useTranslations("pull.status");
  const query = useQuery(pullStatusQuery(server.id));
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="pull-title">
      <Stack gap="sm">
        <Title order={2} size="h5" id="pull-title">
          {t("title")}
        </Title>
        <QueryBoundary query={query} skeletonRows={3}>
          {(status) => <HostReport status={status} server={server.name} isWitness={isWitness} />}
        </QueryBoundary>
      </Stack>
    </Paper>
  );
}

function HostReport({ status, server, isWitness }: { status: PullStatus; server: string; isWitness: boolean }) {
  const t = useTranslations("pull.status");
  const problemText = useProblemText();
  const { report, reportedAt } = status;
  if (report === null || reportedAt === null) {
    return (
      <Alert color="yellow" icon={<IconInfoCircle aria-hidden />} title={t("never")}>
        {problemText(problem("pull/never-reported", { parameters: { server } }))}
      </Alert>
    );
  }
  const trouble = troubleOf(status, report, reportedAt);
  return (
    <>
      {trouble !== null && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={t(`progressWord.${status.progress}`)}>
          {problemText(trouble)}
        </Alert>
      )}
      <ReportTable status={status} report={report} reportedAt={reportedAt} />
      {isWitness && (
        <Text size="sm" c="dimmed">
          {t("byHost")}
        </Text>
      )}
    </>
  );
}

/** What people should know of a host first. */
function troubleOf(status: PullStatus, report: PullReport, since: string) {
  const parameters = { host: report.host, since };
  if (status.isSilent) return problem("pull/silent", { parameters });
  if (status.progress === "failed") {
    const word = report.outcome === "live" ? "foreign-file" : report.outcome.replaceAll("_", "-");
    return problem(`pull/${word}`, { parameters });
  }
  return report.ready ? null : problem("pull/prometheus-silent", { parameters });
}

type ReportTableProps = { status: PullStatus; report: PullReport; reportedAt: string };

function ReportTable({ status, report, reportedAt }: ReportTableProps) {
  const t = useTranslations("pull.status");
  const ready = t(report.ready ? "ready" : "notReady");
  const reload = report.reloadOk === null ? "" : ` · ${t(report.reloadOk ? "reloadOk" : "reloadFailed")}`;
  const rows = [
    { name: t("host"), value: report.host },
    { name: t("reported"), value: <RelativeTime at={reportedAt} /> },
    { name: t("progress"), value: t(`progressWord.${status.progress}`) },
    { name: t("prometheus"), value: `${ready}${reload}` },
    { name: t("jobs"), value: report.jobs ?? "-" },
    { name: t("script"), value: report.script },
  ];
  return (
    <Table variant="vertical" layout="fixed">
      <Table.Tbody>
        {rows.map(({ name, value }) => (
          <Table.Tr key={name}>
            <Table.Th w={200}>{name}</Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
