"use client";

import { Button, Code } from "@mantine/core";
import { IconAffiliate, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { clusterListQuery } from "@/lib/queries/clusters";
import { useClusterColumns, useClusterText } from "./columns";

export function ClusterList() {
  const t = useTranslations("clusters.list");
  const columns = useClusterColumns();
  const textOf = useClusterText();
  const query = useQuery(clusterListQuery);
  const hasClusters = (query.data?.length ?? 0) > 0;
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={hasClusters ? <RegisterButton /> : undefined} />
      <QueryBoundary
        query={query}
        isEmpty={(clusters) => clusters.length === 0}
        empty={
          <EmptyState
            icon={<IconAffiliate size={28} />}
            title={t("emptyTitle")}
            text={t.rich("empty", { command: (chunks) => <Code>{chunks}</Code> })}
            action={<RegisterButton />}
          />
        }
      >
        {(clusters) => (
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={clusters}
            rowKey={({ id }) => id}
            textOf={textOf}
            defaultSort="name"
          />
        )}
      </QueryBoundary>
    </>
  );
}

function RegisterButton() {
  const t = useTranslations("clusters.list");
  return (
    <Button component={Link} href="/clusters/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("register")}
    </Button>
  );
}
