"use client";

import { Anchor, Button } from "@mantine/core";
import { IconServerCog } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Reason, Took } from "@/components/deployments/deployment-list";
import { type Column, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { rolloutListQuery } from "@/lib/queries/rollouts";
import type { Rollout } from "@/lib/rollouts/schema";
import { RolloutStatusWord } from "./rollout-words";

/** Every deployment to several servers, newest first. */
export function RolloutsPage() {
  const t = useTranslations("rollouts");
  const query = useQuery(rolloutListQuery);
  const start = (
    <Button component={Link} href={"/rollouts/new" as Route} leftSection={<IconServerCog size={16} aria-hidden />}>
      {t("new.title")}
    </Button>
  );
  const hasSome = (query.data?.length ?? 0) > 0;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        parent={{ href: "/deployments", label: t("parent") }}
        {...(hasSome ? { actions: start } : {})}
      />
      <QueryBoundary
        query={query}
        isEmpty={(rollouts) => rollouts.length === 0}
        empty={<EmptyState icon={<IconServerCog size={28} />} title={t("empty.title")} text={t("empty.text")} action={start} />}
      >
        {(rollouts) => <RolloutList rollouts={rollouts} />}
      </QueryBoundary>
    </>
  );
}

function RolloutList({ rollouts }: { rollouts: readonly Rollout[] }) {
  const t = useTranslations("rollouts");
  const columns = useMemo<readonly Column<Rollout>[]>(
    () => [
      {
        id: "servers",
        header: t("column.servers"),
        cell: ({ id, members }) => (
          <Anchor component={Link} href={`/rollouts/${id}` as Route} size="sm" fw={600}>
            {t("serverCount", { count: members.length })}
          </Anchor>
        ),
      },
      { id: "status", header: t("column.status"), cell: ({ status }) => <RolloutStatusWord status={status} /> },
      { id: "live", header: t("column.live"), cell: (rollout) => t("liveOf", countsOf(rollout)) },
      { id: "author", header: t("column.author"), cell: ({ author }) => author },
      { id: "reason", header: t("column.reason"), cell: ({ reason }) => <Reason reason={reason} /> },
      { id: "started", header: t("column.started"), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
      { id: "duration", header: t("column.duration"), cell: (rollout) => <Took deployment={rollout} /> },
    ],
    [t],
  );
  return <DataTable caption={t("title")} columns={columns} rows={rollouts} rowKey={({ id }) => id} />;
}

/** How many servers of a rollout are live, of how many. */
export function countsOf({ members }: Pick<Rollout, "members">): { live: number; count: number } {
  return { live: members.filter(({ state }) => state === "live").length, count: members.length };
}
