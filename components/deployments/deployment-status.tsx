"use client";

import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconFileCheck,
  IconHandStop,
  IconLoader2,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { DeploymentStatus } from "@/lib/deployments/schema";

const LOOK: Record<DeploymentStatus, StateLook> = {
  queued: { tone: "calm", Icon: IconClock },
  validating: { tone: "busy", Icon: IconLoader2 },
  staged: { tone: "busy", Icon: IconFileCheck },
  written: { tone: "busy", Icon: IconFileCheck },
  reloading: { tone: "busy", Icon: IconLoader2 },
  waiting: { tone: "warn", Icon: IconClock },
  unknown: { tone: "warn", Icon: IconQuestionMark },
  verifying: { tone: "busy", Icon: IconLoader2 },
  rolling_back: { tone: "warn", Icon: IconArrowBackUp },
  live: { tone: "good", Icon: IconCircleCheck },
  rejected: { tone: "bad", Icon: IconCircleX },
  rolled_back: { tone: "warn", Icon: IconAlertTriangle },
  needs_hands: { tone: "bad", Icon: IconHandStop },
};

/** The status word of a deployment with its icon. */
export function DeploymentStatusWord({ status }: { status: DeploymentStatus }) {
  const t = useTranslations("deployments.status");
  return <StateWord {...LOOK[status]} word={t(status)} />;
}
