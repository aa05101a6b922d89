"use client";

import { Box, Button, Group, Select } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ShareButton } from "@/components/relabel-share/share-button";
import { LAB_VERSIONS, type LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LoadedSource } from "./loaded-source";
import { StartPicker } from "./start-picker";

type LabToolbarProps = {
  draft: LabDraft;
  loaded: LoadedSource;
  onStart: (draft: LabDraft) => void;
  onChange: (part: Partial<LabDraft>) => void;
  replaced: LabDraft | null;
  onUndo: (before: LabDraft) => void;
};

/** What to start from, which Prometheus to be, and the way to hand the lab to somebody else. */
export function LabToolbar({ draft, loaded, onStart, onChange, replaced, onUndo }: LabToolbarProps) {
  const t = useTranslations("relabel");
  // A server may run another release than those we offer.
  const versions = [...new Set([...LAB_VERSIONS, draft.prometheusVersion])];
  return (
    <Group gap="md" align="end">
      <Box flex="1 1 280px" maw={420}>
        <StartPicker version={draft.prometheusVersion} onStart={onStart} />
      </Box>
      <Select
        label={t("version")}
        data={versions}
        value={draft.prometheusVersion}
        allowDeselect={false}
        w={170}
        onChange={(version) => version !== null && onChange({ prometheusVersion: version })}
      />
      <ShareButton draft={draft} hasLoadedTargets={loaded.kind !== "pasted"} />
      {replaced !== null && (
        <Button variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} onClick={() => onUndo(replaced)}>
          {t("undoStart")}
        </Button>
      )}
    </Group>
  );
}
