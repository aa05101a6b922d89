"use client";

import { Alert, Anchor } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Plan } from "@/lib/servers/schema";

type RollbackNoteProps = { serverId: string; plan: Pick<Plan, "rollback" | "liveRollback" | "isUpToDate"> };

/** Says that this is the plan of a rollback, or that what runs is one and so differs from the settings. */
export function RollbackNote({ serverId, plan: { rollback, liveRollback, isUpToDate } }: RollbackNoteProps) {
  const t = useTranslations("guards.rollback");
  if (rollback !== null) {
    return (
      <Alert variant="light" color={rollback.wasLive ? "blue" : "yellow"} icon={<IconArrowBackUp aria-hidden />}>
        {t("plan", { number: rollback.number })} {!rollback.wasLive && t("neverLive")}{" "}
        <Anchor component={Link} href={`/servers/${serverId}?tab=plan` as Route} inherit c="inherit" underline="always">
          {t("settings")}
        </Anchor>
      </Alert>
    );
  }
  if (liveRollback === null || isUpToDate) return null;
  const { number, author, reason } = liveRollback;
  return (
    <Alert variant="light" color="yellow" icon={<IconArrowBackUp aria-hidden />} role="status">
      {t("differs", { number, author })} {reason}
    </Alert>
  );
}
