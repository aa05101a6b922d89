"use client";

import { useTranslations } from "use-intl";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Server } from "@/lib/servers/schema";
import { useDraft } from "./use-draft";

/** Says whether the transport's secret is stored, and since when; the hint of every field for one. */
export function TransportSecretHint({ server }: { server: Server | null }) {
  const t = useTranslations("servers.field");
  const { draft } = useDraft();
  const storedAt = server?.transport.kind === draft.transport.kind ? server.transportSecretStoredAt : null;
  if (storedAt === null) return t("secretHint");
  return (
    <>
      {t("secretStored")} <RelativeTime at={storedAt} />. {t("secretKeep")}
    </>
  );
}
