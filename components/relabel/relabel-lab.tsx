"use client";

import { Button, Grid, Select, Skeleton, Stack } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { articleDraft } from "@/lib/relabel-lab/article-draft";
import { LAB_VERSIONS, type LabDraft } from "@/lib/relabel-lab/lab-draft";
import { JobSettings } from "./job-settings";
import { LabResultPanel } from "./lab-result-panel";
import { LabelsPanel } from "./labels-panel";
import { RulesPanel } from "./rules-panel";
import { StartPicker } from "./start-picker";
import { useLab } from "./use-lab";
import { useLabDraft } from "./use-lab-draft";

/** Rules on one side, a target on the other, and below what the rules do to it. */
export function RelabelLab() {
  const [draft, setDraft] = useLabDraft(articleDraft);
  return draft === null ? <LabSkeleton /> : <Lab draft={draft} onChange={setDraft} />;
}

function Lab({ draft, onChange }: { draft: LabDraft; onChange: (draft: LabDraft) => void }) {
  const reply = useLab(draft);
  const result = reply?.kind === "done" ? reply.result : null;
  const [replaced, setReplaced] = useState<LabDraft | null>(null);
  const change = (part: Partial<LabDraft>) => {
    setReplaced(null);
    onChange({ ...draft, ...part });
  };
  const start = (next: LabDraft) => {
    setReplaced(draft);
    onChange(next);
  };
  const undo = (before: LabDraft) => {
    setReplaced(null);
    onChange(before);
  };
  return (
    <Stack gap="md">
      <LabToolbar draft={draft} onStart={start} onChange={change} replaced={replaced} onUndo={undo} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <RulesPanel
            text={draft.rulesText}
            problems={result?.rulesProblems ?? []}
            onChange={(rulesText) => change({ rulesText })}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 6 }}>
          <LabelsPanel
            text={draft.labelsText}
            problems={result?.labelsProblems ?? []}
            onChange={(labelsText) => change({ labelsText })}
          />
        </Grid.Col>
      </Grid>
      <JobSettings job={draft.job} onChange={(job) => change({ job })} />
      <LabResultPanel reply={reply} />
    </Stack>
  );
}

type ToolbarProps = {
  draft: LabDraft;
  onStart: (draft: LabDraft) => void;
  onChange: (part: Partial<LabDraft>) => void;
  replaced: LabDraft | null;
  onUndo: (before: LabDraft) => void;
};

function LabToolbar({ draft, onStart, onChange, replaced, onUndo }: ToolbarProps) {
  const t = useTranslations("relabel");
  const isVersion = (value: string | null) => LAB_VERSIONS.find((version) => version === value);
  return (
    <Grid gap="md" align="end">
      <Grid.Col span={{ base: 12, xs: 7, lg: 5 }}>
        <StartPicker version={draft.prometheusVersion} onStart={onStart} />
      </Grid.Col>
      <Grid.Col span={{ base: 8, xs: 5, lg: 3, xl: 2 }}>
        <Select
          label={t("version")}
          data={[...LAB_VERSIONS]}
          value={draft.prometheusVersion}
          allowDeselect={false}
          onChange={(value) => onChange({ prometheusVersion: isVersion(value) ?? draft.prometheusVersion })}
        />
      </Grid.Col>
      {replaced !== null && (
        <Grid.Col span={{ base: 12, lg: "content" }}>
          <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => onUndo(replaced)}>
            {t("undoStart")}
          </Button>
        </Grid.Col>
      )}
    </Grid>
  );
}

function LabSkeleton() {
  const t = useTranslations("common");
  return (
    <Stack gap="md" role="status" aria-label={t("loading")}>
      <Skeleton height={58} maw={520} />
      <Grid gap="md">
        {["rules", "labels"].map((panel) => (
          <Grid.Col key={panel} span={{ base: 12, lg: 6 }}>
            <Skeleton height={360} />
          </Grid.Col>
        ))}
      </Grid>
      <Skeleton height={120} />
    </Stack>
  );
}
