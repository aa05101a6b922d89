"use client";

import { Badge, Box, Group, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { DriftPanel } from "@/components/drift/drift-panel";
import { DriftBadge } from "@/components/drift/drift-word";
import { WaitingApprovals } from "@/components/guards/waiting-approvals";
import { HealthPanel } from "@/components/server-health/health-panel";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import { isFinal } from "@/lib/deployments/schema";
import { deploymentListQuery } from "@/lib/queries/deployments";
import { planQuery, serverQuery, useRefreshServer } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";
import { HistoryPanel } from "./history-panel";
import { PlanPanel } from "./plan-panel";
import { toSyncState } from "./plan-summary";
import { ServerEditor } from "./server-editor";
import { isEditorTab, parseServerTab, SERVER_TABS, type ServerTab } from "./server-tabs";
import { StatusPanel } from "./status-panel";
import { SyncWord } from "./sync-word";
import { TargetsPanel } from "./targets-panel";
import { PullStatusPanel } from "./transports/pull-status";

/** One Prometheus server; its parts are tabs, and the tab is in the URL. */
export function ServerPage({ id }: { id: string }) {
  const query = useQuery(serverQuery(id));
  return <QueryBoundary query={query}>{(server) => <ServerView server={server} />}</QueryBoundary>;
}

function ServerView({ server }: { server: Server }) {
  const t = useTranslations("servers");
  const [tab, setTab] = useTab();
  const [hasUnsaved, setHasUnsaved] = useState(false);
  const runningId = useRunningDeployment(server.id);
  const revisionId = useSearchParams().get("revision");
  useUnsavedGuard(hasUnsaved);
  return (
    <>
      <ServerHeader server={server} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t("tab.label")}>
          {SERVER_TABS.map((name) => (
            <Tabs.Tab key={name} value={name} rightSection={hasUnsaved && name === "settings" ? <UnsavedMark /> : null}>
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <WaitingApprovals serverId={server.id} />
          <Overview server={server} />
        </Tabs.Panel>
        <Tabs.Panel value="health">
          <HealthPanel serverId={server.id} />
        </Tabs.Panel>
        {/* One form around two tabs: it stays when another tab is shown, so that nothing typed is lost. */}
        <Box hidden={!isEditorTab(tab)}>
          <ServerEditor server={server} onUnsavedChange={setHasUnsaved} />
        </Box>
        <Tabs.Panel value="plan">
          <PlanPanel server={server} hasUnsaved={hasUnsaved} runningId={runningId} revisionId={revisionId} />
        </Tabs.Panel>
        <Tabs.Panel value="drift">
          <DriftPanel serverId={server.id} hasLive={server.liveRevision !== null} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryPanel server={server} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

/** Of a server that nobody reaches from here its host's report is all there is. */
function Overview({ server }: { server: Server }) {
  const isAskable = server.transport.kind !== "pull" || server.transport.isReachable;
  return (
    <Stack gap="md">
      <PullStatusPanel server={server} />
      {isAskable && <StatusPanel server={server} />}
      {isAskable && <TargetsPanel serverId={server.id} />}
    </Stack>
  );
}

function ServerHeader({ server }: { server: Server }) {
  const t = useTranslations("servers");
  const plan = useQuery(planQuery(server.id));
  const { liveRevision } = server;
  return (
    <PageHeader
      title={server.name}
      subtitle={server.url}
      parent={{ href: "/servers", label: t("title") }}
      actions={
        <Group gap="xs">
          {liveRevision !== null && (
            <Badge variant="default" size="lg" radius="sm" tt="none" fw={550}>
              {t("revision", { number: liveRevision.number })}
            </Badge>
          )}
          <DriftBadge serverId={server.id} />
          <SyncWord state={toSyncState(plan.data, { isLoading: plan.isPending, hasLive: liveRevision !== null })} />
        </Group>
      }
    />
  );
}

function UnsavedMark() {
  const t = useTranslations("servers");
  return (
    <Badge size="xs" color="yellow" variant="light" tt="none">
      {t("tab.unsaved")}
    </Badge>
  );
}

function useTab(): [ServerTab, (tab: string | null) => void] {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const setTab = (tab: string | null) => {
    const text = tab === null || tab === "overview" ? "" : `?tab=${tab}`;
    // A tab is a place: the back button returns to it. Nothing needs the server.
    window.history.pushState(null, "", `${pathname}${text}`);
  };
  return [parseServerTab(parameters.get("tab")), setTab];
}

/** The deployment of this server that runs now, if any; when one ends, what is known of the server is asked again. */
function useRunningDeployment(serverId: string): string | null {
  const running = useQuery(deploymentListQuery(serverId)).data?.find(({ status }) => !isFinal(status));
  const refresh = useRefreshServer(serverId);
  const runningId = running?.id ?? null;
  useEffect(() => {
    if (runningId === null) return;
    return () => void refresh();
  }, [runningId, refresh]);
  return runningId;
}
