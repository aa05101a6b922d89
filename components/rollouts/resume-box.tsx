"use client";

import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { FailureAlert } from "@/components/ui/failure-alert";
import { readFailure } from "@/lib/queries/read-failure";
import { useChangeRollout } from "@/lib/queries/rollouts";
import { serverListQuery } from "@/lib/queries/servers";
import type { ConfirmedServer, Rollout } from "@/lib/rollouts/schema";
import { ServerPlan } from "./server-plan";
import { type Readiness, useConfirmations } from "./use-confirmations";

/** Goes on with the servers that are still to be done, after a look at what their plans are now. */
export function ResumeBox({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("rollouts.resume");
  const servers = useQuery(serverListQuery).data ?? [];
  const open = rollout.members.filter(({ state }) => state === "waiting" || state === "failed");
  const { known, report } = useConfirmations();
  const { mutate, error, isPending } = useChangeRollout(rollout.id);
  if (open.length === 0) return null;
  const confirmed = open.map(({ server, digest }) => toConfirmed(known.get(server.id), server.id, digest));
  const ready = confirmed.filter((one) => one !== null);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="rollout-resume">
      <Stack gap="sm">
        <Title order={2} size="h5" id="rollout-resume">
          {t("title", { count: open.length })}
        </Title>
        <Text size="sm">{t("text")}</Text>
        {open.map(({ server }) => {
          const liveRevision = servers.find(({ id }) => id === server.id)?.liveRevision ?? null;
          return <ServerPlan key={server.id} server={{ ...server, liveRevision }} onReport={report} />;
        })}
        {error !== null && <FailureAlert failure={readFailure(error)} />}
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={ready.length < open.length}
          loading={isPending}
          onClick={() => mutate({ action: "resume", body: { servers: ready } })}
          style={{ alignSelf: "flex-start" }}
        >
          {t("button")}
        </Button>
      </Stack>
    </Paper>
  );
}

/** A server that has nothing left to deploy is confirmed as it was: its deployment changes nothing. */
function toConfirmed(readiness: Readiness | undefined, serverId: string, digest: string): ConfirmedServer | null {
  if (readiness?.kind === "ready") return readiness.confirmed;
  return readiness?.kind === "up_to_date" ? { serverId, digest } : null;
}
