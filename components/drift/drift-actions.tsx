"use client";

import { Button, Group, Text } from "@mantine/core";
import { IconDownload, IconEye, IconEyeOff, IconRocket } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { useToast } from "@/components/ui/use-toast";
import { type Drift, type DriftState, isDifference } from "@/lib/deployments/drift/schema";
import { useIgnoreDrift } from "@/lib/queries/drift";
import { readFailure } from "@/lib/queries/read-failure";
import { AdoptionDialog } from "./adoption-dialog";

/** Only a file can be adopted: what Prometheus shows of what it has loaded is without its secrets. */
const HAS_OTHER_FILE: ReadonlySet<DriftState> = new Set(["disk", "both", "emptied", "newer_than_database"]);

/** What can be done about a difference: take it over, replace it, or live with it. */
export function DriftActions({ drift }: { drift: Drift }) {
  const t = useTranslations("drift");
  const toast = useToast();
  const [isAdopting, setIsAdopting] = useState(false);
  const { mutate: ignore, isPending, error } = useIgnoreDrift(drift.serverId);
  const { state, word, serverId } = drift;
  const isAnswerable = isDifference(state) || state === "newer_than_database";
  if (!isAnswerable) return null;
  const canAdopt = HAS_OTHER_FILE.has(state) && word !== "adopted";
  return (
    <>
      <Group gap="sm" role="group" aria-label={t("actions")}>
        {canAdopt && (
          <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => setIsAdopting(true)}>
            {t("adopt.action")}
          </Button>
        )}
        <Button
          component={Link}
          href={`/servers/${serverId}?tab=plan` as Route}
          variant={word === "adopted" ? "filled" : "default"}
          leftSection={<IconRocket size={16} aria-hidden />}
        >
          {word === "adopted" ? t("deployAdopted") : t("overwrite")}
        </Button>
        {isDifference(state) && word !== "adopted" && word !== "ignored" && (
          <Button
            variant="default"
            leftSection={<IconEyeOff size={16} aria-hidden />}
            loading={isPending}
            onClick={() => ignore(drift.key, { onSuccess: () => toast.done(t("ignored")) })}
          >
            {t("ignore")}
          </Button>
        )}
        {word === "ignored" && (
          <Button
            variant="default"
            leftSection={<IconEye size={16} aria-hidden />}
            loading={isPending}
            onClick={() => ignore(null)}
          >
            {t("watch")}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t(canAdopt ? "hint.adoptable" : "hint.other")}
      </Text>
      {error !== null && <FailureAlert failure={readFailure(error)} />}
      <AdoptionDialog serverId={serverId} isOpen={isAdopting} onClose={() => setIsAdopting(false)} />
    </>
  );
}
