"use client";

import { Box, Button, Tabs } from "@mantine/core";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { type ComponentType, useState } from "react";
import { useTranslations } from "use-intl";
import { BudgetPanel } from "@/components/api-budget/budget-panel";
import { CheckupPanel } from "@/components/checkup/checkup-panel";
import { AccessPanel } from "@/components/cluster-access/access-panel";
import { CredentialCard } from "@/components/cluster-credential/credential-card";
import { TargetDoctor } from "@/components/target-doctor/target-doctor";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { useUnsavedGuard } from "@/components/ui/use-unsaved-guard";
import type { Cluster } from "@/lib/clusters/schema";
import { clusterQuery } from "@/lib/queries/clusters";
import { CLUSTER_TABS, type ClusterTab, parseClusterTab } from "./cluster-tabs";
import { EditCluster } from "./edit-cluster";
import { InsecureBadge } from "./insecure-badge";

/** What each tab but the settings shows; a tab without its panel does not compile. */
const PANELS: Record<Exclude<ClusterTab, "settings">, ComponentType<{ cluster: Cluster }>> = {
  checkup: CheckupPanel,
  access: AccessPanel,
  targets: TargetDoctor,
  budget: BudgetPanel,
};

/** One cluster; its parts are tabs, and the tab is in the URL. */
export function ClusterPage({ clusterId }: { clusterId: string }) {
  const query = useQuery(clusterQuery(clusterId));
  return (
    <QueryBoundary query={query} skeletonRows={10}>
      {(cluster) => <ClusterView cluster={cluster} />}
    </QueryBoundary>
  );
}

function ClusterView({ cluster }: { cluster: Cluster }) {
  const t = useTranslations("clusters");
  const [tab, setTab] = useTab();
  const [hasUnsaved, setHasUnsaved] = useState(false);
  useUnsavedGuard(hasUnsaved);
  return (
    <>
      <PageHeader
        title={cluster.name}
        subtitle={cluster.apiServer}
        parent={{ href: "/clusters", label: t("list.title") }}
        actions={
          <>
            <InsecureBadge tls={cluster.tls} />
            <Button
              component={Link}
              href={`/relabel?cluster=${cluster.id}` as Route}
              variant="default"
              leftSection={<IconArrowsShuffle size={16} aria-hidden />}
            >
              {t("openInLab")}
            </Button>
          </>
        }
      />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t("tab.label")}>
          {CLUSTER_TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {/* The form stays when another tab is shown, so that nothing typed is lost. */}
        <Box hidden={tab !== "settings"}>
          <EditCluster cluster={cluster} onUnsavedChange={setHasUnsaved} />
          <CredentialCard cluster={cluster} />
        </Box>
        {Object.entries(PANELS).map(([name, Panel]) => (
          <Tabs.Panel key={name} value={name}>
            <Panel cluster={cluster} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
}

function useTab(): [ClusterTab, (tab: string | null) => void] {
  const pathname = usePathname();
  const parameters = useSearchParams();
  const setTab = (tab: string | null) => {
    const text = tab === null || tab === "settings" ? "" : `?tab=${tab}`;
    // A tab is a place: the back button returns to it. Nothing needs the server.
    window.history.pushState(null, "", `${pathname}${text}`);
  };
  return [parseClusterTab(parameters.get("tab")), setTab];
}
