"use client";

import { Group } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { TargetCounts as Counts, TargetHealth } from "./group-targets";

/** How a target's health looks; "unknown" is a state of its own, not half of down. */
export const HEALTH_LOOK: Record<TargetHealth, StateLook> = {
  up: { tone: "good", Icon: IconCircleCheck },
  down: { tone: "bad", Icon: IconCircleX },
  unknown: { tone: "calm", Icon: IconHelpCircle },
};
const ORDER = ["up", "down", "unknown"] as const satisfies readonly TargetHealth[];

/** How many targets are up, down and not scraped yet; zeros are left out, except when all are zero. */
export function TargetCounts({ counts }: { counts: Counts }) {
  const t = useTranslations("servers.targets");
  const shown = ORDER.filter((health) => counts[health] > 0);
  return (
    <Group gap={6} wrap="nowrap">
      {(shown.length === 0 ? (["up"] as const) : shown).map((health) => (
        <StateWord
          key={health}
          {...HEALTH_LOOK[health]}
          {...(counts[health] === 0 ? { tone: "calm" as const } : {})}
          word={t(health, { count: counts[health] })}
        />
      ))}
    </Group>
  );
}
