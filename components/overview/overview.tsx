"use client";

import { Anchor, Badge, Button, Group, Paper, Stack, Table, Text, Timeline, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { latestByServer } from "@/components/deployments/filter-deployments";
import { WaitingApprovals } from "@/components/guards/waiting-approvals";
import { DeploymentCell, SyncCell } from "@/components/servers/server-list";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Deployment } from "@/lib/deployments/schema";
import { clusterListQuery } from "@/lib/queries/clusters";
import { deploymentListQuery } from "@/lib/queries/deployments";
import { serverListQuery, targetsQuery } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";
import { ProblemLines } from "./problem-lines";

/** First page: one line per Prometheus server, or the way to the first one. */
export function Overview() {
  const t = useTranslations("shell.overview");
  const servers = useQuery(serverListQuery);
  const clusters = useQuery(clusterListQuery);
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle", { clusters: clusters.data?.length ?? 0, servers: servers.data?.length ?? 0 })}
      />
      <WaitingApprovals />
      <ProblemLines clusters={clusters.data ?? []} />
      <QueryBoundary
        query={servers}
        isEmpty={(list) => list.length === 0}
        empty={<FirstSteps hasClusters={(clusters.data?.length ?? 0) > 0} />}
      >
        {(list) => <ServerLines servers={list} />}
      </QueryBoundary>
    </>
  );
}

function ServerLines({ servers }: { servers: readonly Server[] }) {
  const t = useTranslations("shell.overview");
  const deployments = useQuery(deploymentListQuery()).data;
  const latest = useMemo(() => latestByServer(deployments ?? []), [deployments]);
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={860}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("server")}</Table.Th>
              <Table.Th>{t("clusters")}</Table.Th>
              <Table.Th>{t("sync")}</Table.Th>
              <Table.Th>{t("targets")}</Table.Th>
              <Table.Th>{t("live")}</Table.Th>
              <Table.Th>{t("lastDeployment")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {servers.map((server) => (
              <ServerLine key={server.id} server={server} last={latest.get(server.id)} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function ServerLine({ server, last }: { server: Server; last: Deployment | undefined }) {
  const t = useTranslations("shell.overview");
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/servers/${server.id}` as Route} fw={600}>
          {server.name}
        </Anchor>
        <Text size="xs" c="dimmed">
          {server.url}
        </Text>
      </Table.Td>
      <Table.Td>{server.clusters.length}</Table.Td>
      <Table.Td>
        <SyncCell server={server} />
      </Table.Td>
      <Table.Td>
        <TargetCount serverId={server.id} />
      </Table.Td>
      <Table.Td>
        {server.liveRevision === null ? (
          <Text size="sm" c="dimmed">
            {t("neverDeployed")}
          </Text>
        ) : (
          <Text size="sm">
            {t("revision", { number: server.liveRevision.number })} · <RelativeTime at={server.liveRevision.at} />
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <DeploymentCell deployment={last} />
      </Table.Td>
    </Table.Tr>
  );
}

const TARGETS_EVERY_MS = 30_000;

function TargetCount({ serverId }: { serverId: string }) {
  const t = useTranslations("shell.overview");
  const { data, isPending } = useQuery(targetsQuery(serverId, TARGETS_EVERY_MS));
  if (data === undefined) {
    return (
      <Text size="sm" c="dimmed">
        {isPending ? t("asking") : t("noAnswer")}
      </Text>
    );
  }
  const up = data.reduce((sum, pool) => sum + pool.up, 0);
  const total = data.reduce((sum, pool) => sum + pool.up + pool.down + pool.unknown, 0);
  return (
    <Badge variant="light" size="lg" tt="none" color={up === total ? "green" : "orange"}>
      {t("upOfTotal", { up, total })}
    </Badge>
  );
}

function FirstSteps({ hasClusters }: { hasClusters: boolean }) {
  const t = useTranslations("shell.overview");
  const isDone = [hasClusters, false, false];
  const current = isDone.indexOf(false);
  const steps = [
    { key: "cluster", href: "/clusters/new" },
    { key: "server", href: "/servers/new" },
    { key: "deploy", href: "/servers" },
  ] as const;
  return (
    <Paper withBorder p="xl" maw={760}>
      <Stack>
        <Title order={2} size="h4">
          {t("firstSteps")}
        </Title>
        <Timeline active={current - 1} bulletSize={26} lineWidth={2}>
          {steps.map(({ key, href }, index) => (
            <Timeline.Item key={key} bullet={index + 1} title={t(`steps.${key}.title`)}>
              <Text size="sm" c="dimmed">
                {t(`steps.${key}.text`)}
              </Text>
              {index === current && (
                <Group mt="xs">
                  <Button component={Link} href={href} size="sm">
                    {t(`steps.${key}.action`)}
                  </Button>
                </Group>
              )}
            </Timeline.Item>
          ))}
        </Timeline>
      </Stack>
    </Paper>
  );
}
