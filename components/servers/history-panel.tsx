"use client";

import { Code, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { DeploymentList, Reason } from "@/components/deployments/deployment-list";
import { StateWord } from "@/components/deployments/state-word";
import { CompareLink } from "@/components/revisions/compare-link";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
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
          {(list) => <RevisionTable revisions={list} liveNumber={server.liveRevision?.number ?? null} />}
        </QueryBoundary>
      </section>
    </Stack>
  );
}

function RevisionTable({ revisions, liveNumber }: { revisions: readonly Revision[]; liveNumber: number | null }) {
  const t = useTranslations("servers");
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table fz="sm" withTableBorder aria-label={t("history.revisions")}>
        <Table.Thead>
          <Table.Tr>
            {(["revision", "author", "reason", "created", "digest"] as const).map((column) => (
              <Table.Th key={column}>{t(`column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {revisions.map(({ id, number, author, reason, createdAt, digest }) => (
            <Table.Tr key={id}>
              <Table.Td>
                {t("revision", { number })}{" "}
                {number === liveNumber && <StateWord tone="good" Icon={IconCircleCheck} word={t("history.live")} />}
              </Table.Td>
              <Table.Td>{author}</Table.Td>
              <Table.Td>
                <Reason reason={reason} />
              </Table.Td>
              <Table.Td>
                <RelativeTime at={createdAt} />
              </Table.Td>
              <Table.Td>
                <Code>{digest.slice(0, DIGEST_SHOWN)}</Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
