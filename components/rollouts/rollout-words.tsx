"use client";

import { Alert } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHandStop,
  IconLoader2,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord, TONE_COLOUR } from "@/components/ui/state-word";
import type { MemberState, RolloutStatus } from "@/lib/rollouts/schema";

const STATUS: Record<RolloutStatus, StateLook> = {
  running: { tone: "busy", Icon: IconLoader2 },
  stopped: { tone: "bad", Icon: IconCircleX },
  done: { tone: "good", Icon: IconCircleCheck },
  aborted: { tone: "warn", Icon: IconPlayerStop },
  undoing: { tone: "busy", Icon: IconLoader2 },
  undone: { tone: "warn", Icon: IconArrowBackUp },
  undo_incomplete: { tone: "bad", Icon: IconHandStop },
};

const STATE: Record<MemberState, StateLook> = {
  waiting: { tone: "calm", Icon: IconClock },
  deploying: { tone: "busy", Icon: IconLoader2 },
  live: { tone: "good", Icon: IconCircleCheck },
  failed: { tone: "bad", Icon: IconCircleX },
  undoing: { tone: "busy", Icon: IconLoader2 },
  undone: { tone: "warn", Icon: IconArrowBackUp },
  undo_failed: { tone: "bad", Icon: IconAlertTriangle },
};

/** The status of a rollout, as icon, word and colour. */
export function RolloutStatusWord({ status }: { status: RolloutStatus }) {
  const t = useTranslations("rollouts.status");
  return <StateWord {...STATUS[status]} word={t(status)} />;
}

/** What the status of a rollout means, and what can be done now. */
export function RolloutOutcome({ status }: { status: RolloutStatus }) {
  const t = useTranslations("rollouts.statusText");
  const { tone, Icon } = STATUS[status];
  return (
    <Alert variant="outline" color={TONE_COLOUR[tone]} icon={<Icon aria-hidden />}>
      {t(status)}
    </Alert>
  );
}

/** How far a server of a rollout is. */
export function MemberStateWord({ state }: { state: MemberState }) {
  const t = useTranslations("rollouts.state");
  return <StateWord {...STATE[state]} word={t(state)} />;
}
