"use client";

import { Box, Group, Loader, SegmentedControl, Text, Title } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { memo, useState } from "react";
import { useTranslations } from "use-intl";
import { useIsSignedIn } from "@/components/app-shell/visitor";
import { ProblemList } from "@/components/ui/problem-list";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { ClusterSource } from "./cluster-source";
import { FileSource } from "./file-source";
import type { LoadedSource } from "./loaded-source";
import { PastedTargets } from "./pasted-targets";
import { SampleSource } from "./sample-source";
import { ServerSource } from "./server-source";
import type { LabState } from "./use-lab";

const KINDS = ["pasted", "file", "server", "cluster", "samples"] as const satisfies readonly LoadedSource["kind"][];
type Kind = (typeof KINDS)[number];
/** They hold what only people who are signed in may see. */
const OF_THE_FLEET: ReadonlySet<Kind> = new Set(["server", "cluster"]);

type TargetsPanelProps = {
  labelsText: string;
  version: LabDraft["prometheusVersion"];
  loaded: LoadedSource;
  lab: LabState;
  onLoad: (source: LoadedSource) => void;
  onChange: (part: Partial<LabDraft>) => void;
};

/** Where the targets come from, and how many there are. */
export const TargetsPanel = memo(function TargetsPanel(props: TargetsPanelProps) {
  const { labelsText, version, loaded, lab, onLoad, onChange } = props;
  const t = useTranslations("relabel");
  const isSignedIn = useIsSignedIn();
  const linked = useSearchParams().get("cluster");
  const [chosen, setChosen] = useState<Kind | null>(linked !== null && isSignedIn ? "cluster" : null);
  // What was dropped on the page, or a start that brought its own targets, shows itself.
  const [seen, setSeen] = useState(loaded);
  if (seen !== loaded) {
    setSeen(loaded);
    setChosen(null);
  }
  const kind = chosen ?? loaded.kind;
  const choose = (next: Kind) => {
    setChosen(next);
    if (next === "pasted") onLoad({ kind: "pasted" });
    if (next === "samples") onLoad({ kind: "samples", role: "all" });
  };
  return (
    <Box component="section" aria-labelledby="lab-labels">
      <Group justify="space-between" gap="xs" mb={6}>
        <Title order={2} size="h5" id="lab-labels">
          {t("labels")}
        </Title>
        <Count loaded={loaded} lab={lab} />
      </Group>
      <SegmentedControl
        fullWidth
        size="xs"
        mb="xs"
        aria-label={t("source.label")}
        data={KINDS.filter((value) => isSignedIn || !OF_THE_FLEET.has(value)).map((value) => ({
          value,
          label: t(`source.${value}.name`),
        }))}
        value={kind}
        onChange={(value) => choose(value as Kind)}
      />
      {kind === "pasted" && <PastedTargets text={labelsText} lab={lab} onLoad={onLoad} onChange={onChange} />}
      {kind === "file" && <FileSource loaded={loaded} dump={lab.answer?.dump ?? null} onLoad={onLoad} />}
      {kind === "server" && <ServerSource loaded={loaded} onLoad={onLoad} onChange={onChange} />}
      {kind === "cluster" && <ClusterSource linked={linked} version={version} loaded={loaded} onLoad={onLoad} />}
      {kind === "samples" && <SampleSource loaded={loaded} onLoad={onLoad} />}
      <Unread lab={lab} />
    </Box>
  );
});

/** How many targets there are; what is still being read says so. */
function Count({ loaded, lab: { answer, answered } }: Pick<TargetsPanelProps, "loaded" | "lab">) {
  const t = useTranslations("relabel.source");
  const isReading = "blob" in loaded && !isAnswered(loaded.id, answered);
  return (
    <Text size="xs" c="dimmed" role="status" component="div">
      {isReading ? (
        <Group gap={6}>
          <Loader size={12} /> {t("reading")}
        </Group>
      ) : (
        answer !== null && t("count", { count: answer.targetCount })
      )}
    </Text>
  );
}

function isAnswered(id: string, answered: LabState["answered"]): boolean {
  return answered?.source.kind === "blob" && answered.source.id === id;
}

function Unread({ lab: { answer } }: Pick<TargetsPanelProps, "lab">) {
  const t = useTranslations("relabel.source");
  if (answer === null || answer.targetsProblems.length === 0) return null;
  return (
    <Box mt="xs">
      {answer.targetCount > 0 && answer.unreadCount > 0 && (
        <Text size="sm" fw={550}>
          {t("partly", { count: answer.unreadCount })}
        </Text>
      )}
      <ProblemList problems={answer.targetsProblems.slice(0, 5)} />
      {answer.unreadCount > 5 && (
        <Text size="xs" c="dimmed">
          {t("moreUnread", { count: answer.unreadCount - 5 })}
        </Text>
      )}
    </Box>
  );
}
