"use client";

import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DeploymentStatusWord } from "@/components/deployments/deployment-status";
import { latestByServer } from "@/components/deployments/filter-deployments";
import { DriftBadge } from "@/components/drift/drift-word";
import { type Column, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Deployment } from "@/lib/deployments/schema";
import { deploymentListQuery } from "@/lib/queries/deployments";
import { planQuery } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";
import { toSyncState } from "./plan-summary";
import { SyncWord } from "./sync-word";

/** Names of this many clusters are shown in a row; the rest is counted. */
const NAMES_MAX = 3;

/** Servers, one row each: what it watches, what it runs, and whether that is what it should run. */
export function ServerList({ servers }: { servers: readonly Server[] }) {
  const t = useTranslations("servers");
  const deployments = useQuery(deploymentListQuery()).data;
  const latest = useMemo(() => latestByServer(deployments ?? []), [deployments]);
  const columns = useMemo<readonly Column<Server>[]>(
    () => [
      { id: "server", header: t("column.server"), cell: (server) => <NameCell server={server} />, sortKey: ({ name }) => name },
      {
        id: "clusters",
        header: t("column.clusters"),
        cell: (server) => <ClustersCell server={server} />,
        sortKey: ({ clusters }) => clusters.length,
      },
      { id: "sync", header: t("column.sync"), cell: (server) => <SyncCell server={server} /> },
      {
        id: "revision",
        header: t("column.liveRevision"),
        cell: (server) => <RevisionCell server={server} />,
        sortKey: ({ liveRevision }) => liveRevision?.number ?? null,
      },
      { id: "deployment", header: t("column.lastDeployment"), cell: ({ id }) => <DeploymentCell deployment={latest.get(id)} /> },
    ],
    [t, latest],
  );
  return (
    <DataTable
      caption={t("title")}
      columns={columns}
      rows={servers}
      rowKey={({ id }) => id}
      textOf={({ name, url, clusters }) => [name, url, ...clusters.map((cluster) => cluster.name)].join(" ")}
      defaultSort="server"
    />
  );
}

function NameCell({ server: { id, name, url } }: { server: Server }) {
  return (
    <Stack gap={0}>
      <Anchor component={Link} href={`/servers/${id}` as Route} fw={600}>
        {name}
      </Anchor>
      <Text size="xs" c="dimmed" ff="monospace">
        {url}
      </Text>
    </Stack>
  );
}

function ClustersCell({ server: { clusters } }: { server: Server }) {
  const t = useTranslations("servers");
  if (clusters.length === 0) return <Dimmed text={t("noClusters")} />;
  const names = clusters.map(({ name }) => name).sort();
  const more = names.length - NAMES_MAX;
  return (
    <Stack gap={0}>
      <span>{t("clusterCount", { count: clusters.length })}</span>
      <Text size="xs" c="dimmed">
        {names.slice(0, NAMES_MAX).join(", ")}
        {more > 0 && ` ${t("moreClusters", { count: more })}`}
      </Text>
    </Stack>
  );
}

/** Whether the server runs what would be deployed now, and whether somebody has changed what was deployed. */
export function SyncCell({ server }: { server: Server }) {
  const plan = useQuery(planQuery(server.id));
  return (
    <Stack gap={4} align="flex-start">
      <SyncWord state={toSyncState(plan.data, { isLoading: plan.isPending, hasLive: server.liveRevision !== null })} />
      <DriftBadge serverId={server.id} />
    </Stack>
  );
}

function RevisionCell({ server: { liveRevision } }: { server: Server }) {
  const t = useTranslations("servers");
  if (liveRevision === null) return <Dimmed text={t("noRevision")} />;
  return (
    <Stack gap={0}>
      <span>{t("revision", { number: liveRevision.number })}</span>
      <Text size="xs" c="dimmed">
        <RelativeTime at={liveRevision.at} />
      </Text>
    </Stack>
  );
}

/** How the last deployment of a server went. */
export function DeploymentCell({ deployment }: { deployment: Deployment | undefined }) {
  const t = useTranslations("servers");
  if (deployment === undefined) return <Dimmed text={t("noDeployment")} />;
  return (
    <Anchor component={Link} href={`/deployments/${deployment.id}` as Route} underline="hover">
      <DeploymentStatusWord status={deployment.status} />
    </Anchor>
  );
}

function Dimmed({ text }: { text: string }) {
  return (
    <Text span inherit c="dimmed">
      {text}
    </Text>
  );
}
