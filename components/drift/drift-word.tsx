"use client";

import { Anchor } from "@mantine/core";
import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconCircleCheck,
  IconClockPause,
  IconEyeOff,
  IconHistoryToggle,
  IconPlugConnectedX,
  IconUserX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { type StateLook, StateWord } from "@/components/ui/state-word";
import type { DriftWord as Word } from "@/lib/deployments/drift/schema";
import { driftListQuery } from "@/lib/queries/drift";

const LOOK: Record<Word, StateLook> = {
  none: { tone: "good", Icon: IconCircleCheck },
  disk: { tone: "warn", Icon: IconAlertTriangle },
  loaded: { tone: "warn", Icon: IconAlertTriangle },
  both: { tone: "warn", Icon: IconAlertTriangle },
  emptied: { tone: "bad", Icon: IconAlertOctagon },
  foreign_owner: { tone: "bad", Icon: IconUserX },
  newer_than_database: { tone: "bad", Icon: IconHistoryToggle },
  unreachable: { tone: "calm", Icon: IconPlugConnectedX },
  ignored: { tone: "calm", Icon: IconEyeOff },
  adopted: { tone: "busy", Icon: IconClockPause },
};

/** What the last look found, as icon and word. */
export function DriftWord({ word }: { word: Word }) {
  const t = useTranslations("drift.word");
  return <StateWord {...LOOK[word]} word={t(word)} />;
}

/** Said of every server that is not as it was deployed; nothing of all others. It leads to the comparison. */
export function DriftBadge({ serverId }: { serverId: string }) {
  const t = useTranslations("drift");
  const word = useQuery(driftListQuery).data?.find((drift) => drift.serverId === serverId)?.word;
  if (word === undefined || word === "none") return null;
  return (
    <Anchor
      component={Link}
      href={`/servers/${serverId}?tab=drift` as Route}
      aria-label={t("badge", { word: t(`word.${word}`) })}
    >
      <DriftWord word={word} />
    </Anchor>
  );
}
