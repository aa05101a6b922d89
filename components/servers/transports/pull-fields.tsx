"use client";

import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { CheckboxField, Field, NumberField } from "@/components/ui/field";
import type { Server } from "@/lib/servers/schema";
import { PullToken } from "./pull-token";

/** A host that fetches its bundle by itself. */
export function PullFields({ server }: { server: Server | null }) {
  const t = useTranslations("pull");
  return (
    <>
      <Field
        name="transport.configDirectory"
        label={t("directory")}
        hint={t("directoryHint")}
        placeholder="/etc/prometheus"
        isRequired
      />
      <NumberField name="transport.intervalSeconds" label={t("interval")} hint={t("intervalHint")} min={10} max={3600} />
      <CheckboxField name="transport.isReachable" label={t("reachable")} hint={t("reachableHint")} />
      {server?.transport.kind === "pull" ? <PullToken serverId={server.id} /> : <Text size="sm">{t("saveFirst")}</Text>}
    </>
  );
}
