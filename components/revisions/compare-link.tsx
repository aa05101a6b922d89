"use client";

import { Button } from "@mantine/core";
import { IconGitCompare } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";

/** Leads to the comparison of a server's revisions; `from` and `to` choose two of them. */
export function CompareLink({ serverId, from, to }: { serverId: string; from?: string; to?: string }) {
  const t = useTranslations("revisions");
  const search = new URLSearchParams({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) });
  const query = search.size === 0 ? "" : `?${search}`;
  return (
    <Button
      component={Link}
      href={`/servers/${serverId}/compare${query}` as Route}
      size="xs"
      variant="default"
      leftSection={<IconGitCompare size={14} aria-hidden />}
    >
      {t("link")}
    </Button>
  );
}
