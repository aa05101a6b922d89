"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconArrowBackUp, IconPlayerStop } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Reason, Took } from "@/components/deployments/deployment-list";
import { FailureAlert } from "@/components/ui/failure-alert";
import { PageHeader } from "@/components/ui/page-header";
import { QueryBoundary } from "@/components/ui/query-boundary";
import { RelativeTime } from "@/components/ui/relative-time";
import { readFailure } from "@/lib/queries/read-failure";
import { rolloutQuery, useChangeRollout } from "@/lib/queries/rollouts";
import type { Rollout } from "@/lib/rollouts/schema";
import { Ledger } from "./ledger";
import { ResumeBox } from "./resume-box";
import { RolloutOutcome, RolloutStatusWord } from "./rollout-words";
import { countsOf } from "./rollouts-page";

/** One rollout: what it came to, a line for each server, and what can be done now. */
export function RolloutPage({ id }: { id: string }) {
  const query = useQuery(rolloutQuery(id));
  return <QueryBoundary query={query}>{(rollout) => <RolloutView rollout={rollout} />}</QueryBoundary>;
}

function RolloutView({ rollout }: { rollout: Rollout }) {
  const t = useTranslations("rollouts");
  const { status, author, reason, createdAt } = rollout;
  const canResume = status === "stopped" || status === "aborted";
  return (
    <>
      <PageHeader
        title={t("of", { count: rollout.members.length })}
        parent={{ href: "/rollouts" as Route, label: t("title") }}
        actions={<Actions rollout={rollout} />}
      />
      <Stack gap="md">
        <Group gap="xl" align="center">
          <RolloutStatusWord status={status} />
          <Text size="sm" role="status">
            {t("liveOf", countsOf(rollout))}
          </Text>
          <Text size="sm" component="div">
            {t.rich("by", { author, time: () => <RelativeTime at={createdAt} /> })}
          </Text>
          <Text size="sm" component="div">
            <Reason reason={reason} />
          </Text>
          <Text size="sm" component="div">
            <Took deployment={rollout} />
          </Text>
        </Group>
        <RolloutOutcome status={status} />
        <Ledger members={rollout.members} />
        {canResume && <ResumeBox rollout={rollout} />}
      </Stack>
    </>
  );
}

type Action = "undo" | "abort";

const ACTION_ICONS: Record<Action, ReactNode> = {
  undo: <IconArrowBackUp size={16} aria-hidden />,
  abort: <IconPlayerStop size={16} aria-hidden />,
};

function Actions({ rollout: { id, status, members } }: { rollout: Rollout }) {
  const t = useTranslations("rollouts.action");
  const [asking, ask] = useState<Action | null>(null);
  const { mutate, error, isPending, reset } = useChangeRollout(id);
  const live = members.filter(({ state }) => state === "live").length;
  const close = () => {
    ask(null);
    reset();
  };
  return (
    <>
      {(status === "running" || status === "stopped") && (
        <Button variant="default" leftSection={ACTION_ICONS.abort} onClick={() => ask("abort")}>
          {t("abort")}
        </Button>
      )}
      {(status === "stopped" || status === "aborted" || status === "done") && live > 0 && (
        <Button variant="default" leftSection={ACTION_ICONS.undo} onClick={() => ask("undo")}>
          {t("undo", { count: live })}
        </Button>
      )}
      <Modal opened={asking !== null} onClose={close} title={asking === null ? "" : t(`${asking}Title`)} centered>
        <Stack gap="md">
          {asking !== null && <Text size="sm">{t(`${asking}Text`, { count: live })}</Text>}
          {error !== null && <FailureAlert failure={readFailure(error)} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button
              loading={isPending}
              leftSection={asking !== null && ACTION_ICONS[asking]}
              onClick={() => asking !== null && mutate({ action: asking }, { onSuccess: close })}
            >
              {asking === null ? "" : t(`${asking}Do`)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
