"use client";

import { Button, Group, Stack } from "@mantine/core";
import { IconPlugConnected } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { readFailure } from "@/lib/queries/read-failure";
import { useCheckServer } from "@/lib/queries/servers";
import type { Server } from "@/lib/servers/schema";
import { ServerAnswer } from "./server-answer";
import { directoryOf, toAuth } from "./server-draft";
import { useDraft } from "./use-draft";

/** Asks the server that is being typed what it is; nothing is saved. */
export function CheckServer({ server }: { server: Server | null }) {
  const t = useTranslations("servers.check");
  const { draft } = useDraft();
  const { mutate, data, error, isPending } = useCheckServer();
  const check = () =>
    mutate({
      url: draft.url.trim(),
      auth: toAuth(draft.auth),
      caPem: draft.caPem.trim() === "" ? null : draft.caPem,
      ...(server === null ? {} : { serverId: server.id }),
    });
  return (
    <Stack gap="sm">
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlugConnected size={16} aria-hidden />}
          onClick={check}
          loading={isPending}
          disabled={draft.url.trim() === ""}
        >
          {t("action")}
        </Button>
      </Group>
      <div aria-live="polite">
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        {error === null && data !== undefined && <ServerAnswer status={data} directory={directoryOf(draft.transport)} />}
      </div>
    </Stack>
  );
}
