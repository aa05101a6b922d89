"use client";

import { Badge } from "@mantine/core";
import { IconShieldOff } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { Cluster } from "@/lib/clusters/schema";

/** Says, wherever the cluster is shown, that nobody knows who answers; nothing for a verified one. */
export function InsecureBadge({ tls }: Pick<Cluster, "tls">) {
  const t = useTranslations("clusters.list");
  if (tls.kind !== "insecure") return null;
  return (
    <Badge color="red" variant="light" leftSection={<IconShieldOff size={12} aria-hidden />} title={tls.reason}>
      {t("insecure")}
    </Badge>
  );
}
