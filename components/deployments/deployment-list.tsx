"use client";

import { Anchor, Text } from "@mantine/core";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { type Column, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { DEPLOYMENTS_LISTED_MAX, type Deployment } from "@/lib/deployments/schema";
import { DeploymentStatusWord } from "./deployment-status";
import { Duration } from "./duration";
import { durationOf } from "./step-rows";
import { useNowMs } from "./use-now";

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

/** Says that a list as long as it gets ends before the first deployment. */
export function NewestOnly({ count }: { count: number }) {
  const t = useTranslations("deployments");
  if (count < DEPLOYMENTS_LISTED_MAX) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {t("newestOnly", { count })}
    </Text>
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
