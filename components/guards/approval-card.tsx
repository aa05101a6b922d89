"use client";

import { Anchor, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleMinus, IconCircleX, IconClock, IconHistory, IconHourglassEmpty } from "@tabler/icons-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { toProblem } from "@/components/deployments/step-rows";
import { FailureAlert } from "@/components/ui/failure-alert";
import { ProblemList } from "@/components/ui/problem-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import { useToast } from "@/components/ui/use-toast";
import type { Approval, DecisionInput } from "@/lib/deployments/guards/schema";
import { useDecideApproval } from "@/lib/queries/guards";
import { readFailure } from "@/lib/queries/read-failure";

export type ApprovalState = NonNullable<Approval["decision"]> | "waiting" | "expired";

/** What has become of a request. */
export function approvalState({ decision, expiresAt }: Pick<Approval, "decision" | "expiresAt">, nowMs: number): ApprovalState {
  if (decision !== null) return decision;
  return Date.parse(expiresAt) <= nowMs ? "expired" : "waiting";
}

const LOOK: Record<ApprovalState, StateLook> = {
  waiting: { tone: "warn", Icon: IconClock },
  approved: { tone: "good", Icon: IconCircleCheck },
  rejected: { tone: "bad", Icon: IconCircleX },
  withdrawn: { tone: "calm", Icon: IconCircleMinus },
  outdated: { tone: "calm", Icon: IconHistory },
  expired: { tone: "calm", Icon: IconHourglassEmpty },
};

/** One request for a second person: what it would change, and the word on it. */
export function ApprovalCard({ approval, userId }: { approval: Approval; userId: string }) {
  const t = useTranslations("guards.approval");
  const state = approvalState(approval, Date.now());
  const { server, author, reason, createdAt, expiresAt, decider, decidedAt, deploymentId, summary } = approval;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between" gap="sm">
          <Text fw={600}>
            <Anchor component={Link} href={`/servers/${server.id}?tab=plan` as Route} inherit>
              {server.name}
            </Anchor>
          </Text>
          <StateWord {...LOOK[state]} word={t(`state.${state}`)} />
        </Group>
        <Text size="sm">
          {t("asked", { author })} <RelativeTime at={createdAt} />
          {reason !== "" && `: ${reason}`}
        </Text>
        {summary.length > 0 && <ProblemList problems={summary.map(toProblem)} />}
        {state === "waiting" && (
          <Text size="sm" c="dimmed">
            {t("expires")} <RelativeTime at={expiresAt} />
          </Text>
        )}
        {decider !== null && decidedAt !== null && (
          <Text size="sm" c="dimmed">
            {t("decided", { decider })} <RelativeTime at={decidedAt} />
          </Text>
        )}
        {deploymentId !== null && (
          <Anchor component={Link} href={`/deployments/${deploymentId}` as Route} size="sm">
            {t("deployment")}
          </Anchor>
        )}
        {state === "waiting" && <Decision approval={approval} isOwn={approval.authorId === userId} />}
      </Stack>
    </Paper>
  );
}

function Decision({ approval: { id, server }, isOwn }: { approval: Approval; isOwn: boolean }) {
  const t = useTranslations("guards.approval");
  const toast = useToast();
  const { mutate, isPending, error } = useDecideApproval();
  const decide = (decision: DecisionInput["decision"]) =>
    mutate({ id, decision }, { onSuccess: () => toast.done(t(`done.${decision}`, { server: server.name })) });
  return (
    <Stack gap="xs">
      {isOwn ? (
        <Group gap="sm">
          <Button variant="default" size="xs" loading={isPending} onClick={() => decide("withdraw")}>
            {t("withdraw")}
          </Button>
          <Text size="sm">{t("own")}</Text>
        </Group>
      ) : (
        <Group gap="sm">
          <Button size="xs" loading={isPending} onClick={() => decide("approve")}>
            {t("approve")}
          </Button>
          <Button variant="default" size="xs" loading={isPending} onClick={() => decide("reject")}>
            {t("reject")}
          </Button>
        </Group>
      )}
      {error !== null && <FailureAlert failure={readFailure(error)} />}
    </Stack>
  );
}
