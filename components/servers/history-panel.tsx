"use client";

import { Anchor, Button, Code, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconArrowBackUp, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { DeploymentList, Reason } from "@/components/deployments/deployment-list";
import { DeploymentStatusWord } from "@/components/deployments/deployment-status";
import { CompareLink } from "@/components/revisions/compare-link";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateWord } from "@/components/ui/state-word";
import type { Deployment } from "@/lib/deployments/schema";
import { deploymentListQuery } from "@/lib/queries/deployments";
import { revisionListQuery } from "@/lib/queries/servers";
import type { Revision, Server } from "@/lib/servers/schema";

const DIGEST_SHOWN = 12;

/** What was tried on this server and which revisions there are, newest first. */
export function HistoryPanel({ server }: { server: Server }) {
  const t = useTranslations("servers.history");
  const deployments = useQuery(deploymentListQuery(server.id));
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
          {(list) => <DeploymentList deployments={list} isOneServer />}
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
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table fz="sm" withTableBorder aria-label={t("history.revisions")}>
        <Table.Thead>
          <Table.Tr>
            {(["revision", "author", "reason", "created", "outcome", "digest", "actions"] as const).map((column) => (
              <Table.Th key={column}>{t(`column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {revisions.map((revision) => (
            <RevisionRow
              key={revision.id}
              server={server}
              revision={revision}
              attempts={deployments.filter((deployment) => deployment.revision.id === revision.id)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

type RevisionRowProps = { server: Server; revision: Revision; attempts: readonly Deployment[] };

function RevisionRow({ server, revision, attempts }: RevisionRowProps) {
  const t = useTranslations("servers");
  const { number, author, reason, createdAt, digest } = revision;
  const isLive = number === server.liveRevision?.number;
  const origin = attempts.at(-1);
  return (
    <Table.Tr>
      <Table.Td>
        {t("revision", { number })} {isLive && <StateWord tone="good" Icon={IconCircleCheck} word={t("history.live")} />}
        {origin?.kind === "rollback" && origin.rolledBackTo !== null && (
          <Text size="xs" c="dimmed">
            {t("history.rolledBackTo", { number: origin.rolledBackTo })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {author}
        {typeof origin?.approvedBy === "string" && (
          <Text size="xs" c="dimmed">
            {t("history.approvedBy", { name: origin.approvedBy })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Reason reason={reason} />
      </Table.Td>
      <Table.Td>
        <RelativeTime at={createdAt} />
      </Table.Td>
      <Table.Td>
        <Stack gap={2}>
          {attempts.slice(0, OUTCOMES_SHOWN).map(({ id, status }) => (
            <Anchor key={id} component={Link} href={`/deployments/${id}` as Route} size="sm" c="inherit">
              <DeploymentStatusWord status={status} />
            </Anchor>
          ))}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Code>{digest.slice(0, DIGEST_SHOWN)}</Code>
      </Table.Td>
      <Table.Td>
        <RevisionActions server={server} revision={revision} isLive={isLive} />
      </Table.Td>
    </Table.Tr>
  );
}

function RevisionActions({ server, revision, isLive }: { server: Server; revision: Revision; isLive: boolean }) {
  const t = useTranslations("servers.history");
  const { id, number, digest } = revision;
  if (isLive) return null;
  return (
    <Group gap="xs" wrap="nowrap">
      <CompareLink serverId={server.id} from={String(number)} to="live" />
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
