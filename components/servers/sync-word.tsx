"use client";

import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconHelpCircle,
  IconLoader2,
} from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { SyncState } from "./plan-summary";

const LOOK: Record<SyncState, StateLook> = {
  in_sync: { tone: "good", Icon: IconCircleCheck },
  out_of_sync: { tone: "warn", Icon: IconAlertTriangle },
  never_deployed: { tone: "calm", Icon: IconCircleDashed },
  blocked: { tone: "bad", Icon: IconCircleX },
  checking: { tone: "calm", Icon: IconLoader2 },
  unknown: { tone: "calm", Icon: IconHelpCircle },
};

/** Whether a server runs what Promfleet would deploy now, as icon and word. */
export function SyncWord({ state }: { state: SyncState }) {
  const t = useTranslations("servers.sync");
  return <StateWord {...LOOK[state]} word={t(state)} />;
}
