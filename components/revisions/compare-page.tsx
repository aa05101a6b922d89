"use client";

import { ActionIcon, Group, Paper, Select, Stack, Tooltip } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { revisionListQuery, serverQuery } from "@/lib/queries/servers";
import type { Revision, Server } from "@/lib/servers/schema";
import { ComparisonView } from "./comparison-view";
import { parseSide, SIDES } from "./sides";

/** Any two sides of a server beside each other; the choice is in the URL. */
export function ComparePage({ serverId }: { serverId: string }) {
  const server = useQuery(serverQuery(serverId));
  const revisions = useQuery(revisionListQuery(serverId));
  return (
    <QueryBoundary query={server}>
      {(one) => <QueryBoundary query={revisions}>{(list) => <CompareView server={one} revisions={list} />}</QueryBoundary>}
    </QueryBoundary>
  );
}

function CompareView({ server, revisions }: { server: Server; revisions: readonly Revision[] }) {
  const t = useTranslations("revisions");
  const hasLive = server.liveRevision !== null;
  const { from, to, file, choose } = useChoice(hasLive);
  const options = [
    {
      group: t("now"),
      items: SIDES.filter((side) => side !== "live" || hasLive).map((side) => ({ value: side, label: t(`side.${side}`) })),
    },
    { group: t("stored"), items: revisions.map(({ number }) => ({ value: String(number), label: t("revision", { number }) })) },
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        parent={{ href: { pathname: `/servers/${server.id}`, query: { tab: "history" } }, label: server.name }}
      />
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <Select
            label={t("from")}
            data={options}
            value={from}
            onChange={(value) => choose({ from: value ?? from })}
            allowDeselect={false}
            w={260}
          />
          <Tooltip label={t("swap")} withinPortal>
            <ActionIcon variant="default" size="lg" aria-label={t("swap")} onClick={() => choose({ from: to, to: from })}>
              <IconArrowsExchange size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <Select
            label={t("to")}
            data={options}
            value={to}
            onChange={(value) => choose({ to: value ?? to })}
            allowDeselect={false}
            w={260}
          />
        </Group>
        <Paper withBorder p="md" component="section" aria-label={t("result")}>
          <ComparisonView serverId={server.id} from={from} to={to} file={file} onFile={(path) => choose({ file: path })} />
        </Paper>
      </Stack>
    </>
  );
}

type Choice = { from: string; to: string; file: string | null };

function useChoice(hasLive: boolean): Choice & { choose: (next: Partial<Choice>) => void } {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const choice: Choice = {
    from: parseSide(parameters.get("from")) ?? (hasLive ? "live" : "disk"),
    to: parseSide(parameters.get("to")) ?? "next",
    file: parameters.get("file"),
  };
  const choose = (next: Partial<Choice>) => {
    const { from, to, file } = { ...choice, ...next };
    const search = new URLSearchParams({ from, to, ...(file === null ? {} : { file }) });
    window.history.replaceState(null, "", `${pathname}?${search}`);
  };
  return { ...choice, choose };
}
