"use client";

import { Button } from "@mantine/core";
import { IconPlus, IconServer2, IconServerCog } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { serverListQuery } from "@/lib/queries/servers";
import { ServerList } from "./server-list";

/** Every Prometheus server that Promfleet configures. */
export function ServersPage() {
  const t = useTranslations("servers");
  const query = useQuery(serverListQuery);
  const register = (
    <Button component={Link} href="/servers/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {t("register")}
    </Button>
  );
  const serverCount = query.data?.length ?? 0;
  const actions = (
    <>
      {serverCount > 1 && (
        <Button component={Link} href="/rollouts/new" variant="default" leftSection={<IconServerCog size={16} aria-hidden />}>
          {t("deployToSeveral")}
        </Button>
      )}
      {register}
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} {...(serverCount > 0 ? { actions } : {})} />
      <QueryBoundary
        query={query}
        isEmpty={(servers) => servers.length === 0}
        empty={<EmptyState icon={<IconServer2 size={28} />} title={t("empty.title")} text={t("empty.text")} action={register} />}
      >
        {(servers) => <ServerList servers={servers} />}
      </QueryBoundary>
    </>
  );
}
