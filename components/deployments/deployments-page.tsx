"use client";

import { Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { DEPLOYMENT_STATUSES, type Deployment } from "@/lib/deployments/schema";
import { deploymentHistoryQuery } from "@/lib/queries/deployments";
import { DeploymentList, type HistoryQuery, OlderDeployments } from "./deployment-list";
import { filterDeployments } from "./filter-deployments";

/** Every deployment of every server, newest first; the filters live in the URL. */
export function DeploymentsPage() {
  const t = useTranslations("deployments");
  const query = useInfiniteQuery(deploymentHistoryQuery());
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <Button component={Link} href="/rollouts" variant="default">
            {t("rollouts")}
          </Button>
        }
      />
      <QueryBoundary query={query} isEmpty={(deployments) => deployments.length === 0} empty={<NoDeployments />}>
        {(deployments) => <FilteredDeployments deployments={deployments} query={query} />}
      </QueryBoundary>
    </>
  );
}

function NoDeployments() {
  const t = useTranslations("deployments.empty");
  return (
    <EmptyState
      icon={<IconRocket size={28} />}
      title={t("title")}
      text={t("text")}
      action={
        <Button component={Link} href="/servers">
          {t("action")}
        </Button>
      }
    />
  );
}

function FilteredDeployments({ deployments, query }: { deployments: readonly Deployment[]; query: HistoryQuery }) {
  const t = useTranslations("deployments");
  const router = useRouter();
  const parameters = useSearchParams();
  const filter = { server: parameters.get("server"), status: parameters.get("status") };
  const shown = filterDeployments(deployments, filter);
  const names = [...new Set(deployments.map(({ server }) => server.name))].sort();
  const setFilter = (next: Partial<typeof filter>) => {
    const set = Object.entries({ ...filter, ...next }).flatMap(([name, value]) => (value ? [[name, value]] : []));
    router.replace(set.length === 0 ? "/deployments" : `/deployments?${new URLSearchParams(set)}`, { scroll: false });
  };
  return (
    <Stack gap="md">
      <Group gap="sm">
        <Select
          label={t("filter.server")}
          placeholder={t("filter.allServers")}
          data={names}
          value={filter.server}
          onChange={(server) => setFilter({ server })}
          clearable
          searchable
        />
        <Select
          label={t("filter.status")}
          placeholder={t("filter.allStatuses")}
          data={DEPLOYMENT_STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
          value={filter.status}
          onChange={(status) => setFilter({ status })}
          clearable
        />
      </Group>
      {shown.length > 0 ? (
        <DeploymentList deployments={shown} />
      ) : (
        <Text>
          {t("filteredEmpty")}{" "}
          <Anchor component="button" type="button" inherit onClick={() => setFilter({ server: null, status: null })}>
            {t("clearFilters")}
          </Anchor>
        </Text>
      )}
      <OlderDeployments query={query} />
    </Stack>
  );
}
