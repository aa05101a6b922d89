"use client";

import { Alert, Anchor } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { approvalListQuery } from "@/lib/queries/guards";
import { approvalState } from "./approval-card";

/** Says that somebody waits for a second person, of one server or of any; nothing when nobody does. */
export function WaitingApprovals({ serverId }: { serverId?: string }) {
  const t = useTranslations("guards.waiting");
  const list = useQuery(approvalListQuery(serverId)).data ?? [];
  const waiting = list.filter((approval) => approvalState(approval, Date.now()) === "waiting");
  if (waiting.length === 0) return null;
  const names = [...new Set(waiting.map(({ server }) => server.name))].join(", ");
  return (
    <Alert variant="light" color="blue" icon={<IconUsers aria-hidden />} mb="md" role="status">
      {t("text", { count: waiting.length, servers: names })}{" "}
      <Anchor component={Link} href={"/guards" as Route} inherit underline="always">
        {t("link")}
      </Anchor>
    </Alert>
  );
}
