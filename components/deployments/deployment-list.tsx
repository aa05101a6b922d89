"use client";

import { Anchor, Button, Group, Text } from "@mantine/core";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { type Column, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Deployment } from "@/lib/deployments/schema";
import { DeploymentStatusWord } from "./deployment-status";
import { Duration } from "./duration";
import { durationOf } from "./step-rows";
import { useNowMs } from "./use-now";

export type HistoryQuery = UseInfiniteQueryResult<Deployment[]>;

/** Deployments as a table; of one server when the page is that server's. */
export function DeploymentList({
  deployments,
  isOneServer = false,
}: {
  deployments: readonly Deployment[];
  isOneServer?: boolean;
}) {
  const t = useTranslations("deployments");
  const columns = useDeploymentColumns();
  return (
    <DataTable
      caption={t("title")}
      columns={isOneServer ? columns.filter(({ id }) => id !== "server") : columns}
      rows={deployments}
      rowKey={({ id }) => id}
    />
  );
}

function useDeploymentColumns(): readonly Column<Deployment>[] {
  const t = useTranslations("deployments");
  return useMemo(
    () => [
      {
        id: "deployment",
        header: t("column.deployment"),
        cell: ({ id, revision }) => (
          <Anchor component={Link} href={`/deployments/${id}` as Route} size="sm" fw={600} style={{ whiteSpace: "nowrap" }}>
            {t("revision", { number: revision.number })}
          </Anchor>
        ),
      },
      {
        id: "server",
        header: t("column.server"),
        cell: ({ server }) => (
          <Anchor component={Link} href={`/servers/${server.id}` as Route} size="sm">
            {server.name}
          </Anchor>
        ),
      },
      { id: "status", header: t("column.status"), cell: ({ status }) => <DeploymentStatusWord status={status} /> },
      { id: "author", header: t("column.author"), cell: ({ author }) => author },
      { id: "reason", header: t("column.reason"), cell: ({ reason }) => <Reason reason={reason} /> },
      { id: "started", header: t("column.started"), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
      { id: "duration", header: t("column.duration"), cell: (deployment) => <Took deployment={deployment} /> },
    ],
    [t],
  );
}

/** Where a list ends before the first deployment: how many are listed, and a button for the next page. */
export function OlderDeployments({ query }: { query: HistoryQuery }) {
  const t = useTranslations("deployments");
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (!hasNextPage) return null;
  return (
    <Group gap="sm" mt="xs">
      <Text size="sm" c="dimmed">
        {t("newestOnly", { count: data?.length ?? 0 })}
      </Text>
      <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {t("showOlder")}
      </Button>
    </Group>
  );
}

/** Why somebody deployed, or that nobody said so. */
export function Reason({ reason }: { reason: string }) {
  const t = useTranslations("deployments");
  if (reason !== "") return reason;
  return (
    <Text span inherit c="dimmed">
      {t("noReason")}
    </Text>
  );
}

/** How long a deployment took, or has been running. */
export function Took({ deployment }: { deployment: Pick<Deployment, "createdAt" | "finishedAt"> }) {
  const nowMs = useNowMs(deployment.finishedAt === null);
  return (
    <span style={{ whiteSpace: "nowrap" }}>
      <Duration ms={durationOf(deployment, nowMs)} />
    </span>
  );
}
