"use client";

import { Anchor, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconArrowBackUp, IconCircleCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DeploymentList, OlderDeployments, Reason } from "@/components/deployments/deployment-list";
import { DeploymentStatusWord } from "@/components/deployments/deployment-status";
import { CompareLink } from "@/components/revisions/compare-link";
import { type Column, DataTable } from "@/components/ui/data-table";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateWord } from "@/components/ui/state-word";
import type { Deployment } from "@/lib/deployments/schema";
import { deploymentHistoryQuery } from "@/lib/queries/deployments";
import { revisionListQuery } from "@/lib/queries/servers";
import type { Revision, Server } from "@/lib/servers/schema";
import { groupBy } from "@/lib/target-plan/group-by";

const DIGEST_SHOWN = 12;

/** What was tried on this server and which revisions there are, newest first. */
export function HistoryPanel({ server }: { server: Server }) {
  const t = useTranslations("servers.history");
  const deployments = useInfiniteQuery(deploymentHistoryQuery(server.id));
  const revisions = useQuery(revisionListQuery(server.id));
  return (
    <Stack gap="lg">
      <section>
        <Title order={2} size="h5" mb="sm">
          {t("deployments")}
        </Title>
        <QueryBoundary
          query={deployments}
          isEmpty={(list) => list.length === 0}
          empty={<Text c="dimmed">{t("noDeployments")}</Text>}
        >
          {(list) => (
            <>
              <DeploymentList deployments={list} isOneServer />
              <OlderDeployments query={deployments} />
            </>
          )}
        </QueryBoundary>
      </section>
      <section>
        <Group justify="space-between" mb="sm">
          <Title order={2} size="h5">
            {t("revisions")}
          </Title>
          <CompareLink serverId={server.id} />
        </Group>
        <QueryBoundary query={revisions} isEmpty={(list) => list.length === 0} empty={<Text c="dimmed">{t("noRevisions")}</Text>}>
          {(list) => <RevisionTable server={server} revisions={list} deployments={deployments.data ?? []} />}
        </QueryBoundary>
      </section>
    </Stack>
  );
}

const OUTCOMES_SHOWN = 3;

type RevisionTableProps = {
  server: Server;
  revisions: readonly Revision[];
  deployments: readonly Deployment[];
};

function RevisionTable({ server, revisions, deployments }: RevisionTableProps) {
  const t = useTranslations("servers");
  const columns = useMemo<readonly Column<Revision>[]>(() => {
    const attemptsOf = groupBy(deployments, ({ revision }) => revision.id);
    const originOf = ({ id }: Revision) => attemptsOf.get(id)?.at(-1);
    const liveNumber = server.liveRevision?.number;
    return [
      {
        id: "revision",
        header: t("column.revision"),
        cell: (revision) => (
          <RevisionName revision={revision} isLive={revision.number === liveNumber} origin={originOf(revision)} />
        ),
      },
      {
        id: "author",
        header: t("column.author"),
        cell: (revision) => <Author name={revision.author} approvedBy={originOf(revision)?.approvedBy} />,
      },
      { id: "reason", header: t("column.reason"), cell: ({ reason }) => <Reason reason={reason} /> },
      { id: "created", header: t("column.created"), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
      { id: "outcome", header: t("column.outcome"), cell: ({ id }) => <Outcomes attempts={attemptsOf.get(id) ?? []} /> },
      { id: "digest", header: t("column.digest"), cell: ({ digest }) => <Code>{digest.slice(0, DIGEST_SHOWN)}</Code> },
      {
        id: "actions",
        header: t("column.actions"),
        cell: (revision) => <RevisionActions server={server} revision={revision} isLive={revision.number === liveNumber} />,
      },
    ];
  }, [t, server, deployments]);
  return <DataTable caption={t("history.revisions")} columns={columns} rows={revisions} rowKey={({ id }) => id} />;
}

type RevisionNameProps = { revision: Revision; isLive: boolean; origin: Deployment | undefined };

function RevisionName({ revision: { number }, isLive, origin }: RevisionNameProps) {
  const t = useTranslations("servers");
  return (
    <>
      {t("revision", { number })} {isLive && <StateWord tone="good" Icon={IconCircleCheck} word={t("history.live")} />}
      {origin?.kind === "rollback" && origin.rolledBackTo !== null && (
        <Text size="xs" c="dimmed">
          {t("history.rolledBackTo", { number: origin.rolledBackTo })}
        </Text>
      )}
    </>
  );
}

function Author({ name, approvedBy }: { name: string; approvedBy: Deployment["approvedBy"] | undefined }) {
  const t = useTranslations("servers.history");
  return (
    <>
      {name}
      {typeof approvedBy === "string" && (
        <Text size="xs" c="dimmed">
          {t("approvedBy", { name: approvedBy })}
        </Text>
      )}
    </>
  );
}

function Outcomes({ attempts }: { attempts: readonly Deployment[] }) {
  return (
    <Stack gap={2}>
      {attempts.slice(0, OUTCOMES_SHOWN).map(({ id, status }) => (
        <Anchor key={id} component={Link} href={`/deployments/${id}` as Route} size="sm" c="inherit">
          <DeploymentStatusWord status={status} />
        </Anchor>
      ))}
    </Stack>
  );
}

function RevisionActions({ server, revision, isLive }: { server: Server; revision: Revision; isLive: boolean }) {
  const t = useTranslations("servers.history");
  const { id, number, digest } = revision;
  if (isLive) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      <CompareLink serverId={server.id} number={number} />
      {digest !== server.liveRevision?.digest && (
        <Button
          component={Link}
          href={`/servers/${server.id}?tab=plan&revision=${id}` as Route}
          size="xs"
          variant="default"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          aria-label={t("rollBackTo", { number })}
        >
          {t("rollBack")}
        </Button>
      )}
    </Group>
  );
}
