"use client";

import { Button } from "@mantine/core";
import { IconGitCompare } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";

/** Leads to the comparison of a server's revisions: of one with the live one, or of any two. */
export function CompareLink({ serverId, number }: { serverId: string; number?: number }) {
  const t = useTranslations("revisions");
  const query = number === undefined ? "" : `?from=${number}&to=live`;
  return (
    <Button
      component={Link}
      href={`/servers/${serverId}/compare${query}` as Route}
      size="xs"
      variant="default"
      leftSection={<IconGitCompare size={14} aria-hidden />}
      {...(number === undefined ? {} : { "aria-label": t("revisionWithLive", { number }) })}
    >
      {t(number === undefined ? "link" : "withLive")}
    </Button>
  );
}
