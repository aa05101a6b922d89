"use client";

import { Alert, Anchor, Stack, Text } from "@mantine/core";
import { IconSnowflake, IconUsers } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { ProblemList } from "@/components/ui/problem-list";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Plan } from "@/lib/servers/schema";

/** What keeps deployments from a server now, and what may be done all the same. */
export function HoldsAlert({ plan: { holds, rollback } }: { plan: Pick<Plan, "holds" | "rollback"> }) {
  const t = useTranslations("guards.holds");
  const { problems, opensAt, needsApproval } = holds;
  const canBreakGlass = rollback?.wasLive === true;
  if (problems.length === 0 && !needsApproval) return null;
  const isFrozen = problems.length > 0;
  return (
    <Alert
      variant="light"
      color={isFrozen ? "yellow" : "blue"}
      icon={isFrozen ? <IconSnowflake aria-hidden /> : <IconUsers aria-hidden />}
      title={t(isFrozen ? "heldTitle" : "protectedTitle")}
    >
      <Stack gap="xs">
        {isFrozen && <ProblemList problems={problems.map(toProblem)} />}
        {isFrozen && opensAt !== null && (
          <Text size="sm">
            {t("opens")} <RelativeTime at={opensAt} />
          </Text>
        )}
        {needsApproval && rollback === null && <Text size="sm">{t("protected")}</Text>}
        {rollback !== null && <Text size="sm">{t(canBreakGlass ? "breakGlass" : "neverRan")}</Text>}
        <Anchor component={Link} href={"/guards" as Route} size="sm">
          {t("link")}
        </Anchor>
      </Stack>
    </Alert>
  );
}
