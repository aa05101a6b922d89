"use client";

import { Alert, Anchor, Group, Paper, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { IconExternalLink, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { targetHealthQuery } from "@/lib/queries/server-health";
import { HEALTH_WINDOWS, type HealthWindow, type TargetHealthReport } from "@/lib/target-health/schema";
import { ClusterHistory } from "./cluster-history";
import { ErrorGroups } from "./error-groups";
import { TotalHistory } from "./total-history";

/** Targets of a server over time and why some are down, by Prometheus's own account. */
export function HealthPanel({ serverId }: { serverId: string }) {
  const t = useTranslations("serverHealth");
  const [window, setWindow] = useState<HealthWindow>("1h");
  const query = useQuery(targetHealthQuery(serverId, window));
  const isStale = query.isError && query.data !== undefined;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="health-title">
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h5" id="health-title">
            {t("title")}
          </Title>
          <SegmentedControl
            size="xs"
            aria-label={t("window")}
            data={HEALTH_WINDOWS.map((value) => ({ value, label: t(`windowName.${value}`) }))}
            value={window}
            onChange={(value) => setWindow(value as HealthWindow)}
          />
        </Group>
        {isStale && <Alert color="yellow" icon={<IconPlugConnectedX aria-hidden />} title={t("stale")} />}
        {query.data === undefined ? <QueryBoundary query={query}>{() => null}</QueryBoundary> : <Report report={query.data} />}
      </Stack>
    </Paper>
  );
}

function Report({ report }: { report: TargetHealthReport }) {
  const t = useTranslations("serverHealth");
  if (report.clusters.length === 0) return <Text c="dimmed">{t("none")}</Text>;
  return (
    <Stack gap="lg">
      <TotalHistory report={report} />
      <ErrorGroups report={report} />
      <ClusterHistory report={report} />
      <Group gap="md">
        <OutsideLink href={report.graphUrl} text={t("graph")} />
        <OutsideLink href={report.targetsUrl} text={t("targets")} />
      </Group>
    </Stack>
  );
}

function OutsideLink({ href, text }: { href: string; text: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm">
      {text} <IconExternalLink size={14} aria-hidden style={{ verticalAlign: "-2px" }} />
    </Anchor>
  );
}
