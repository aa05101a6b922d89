"use client";

import { Box, CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { SaveAsTest } from "@/components/rule-tests/save-as-test";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { SelectedTarget, TargetView } from "@/lib/relabel-lab/lab-request";
import { FinalTarget } from "./final-target";
import { OutcomeBanner } from "./outcome-banner";
import { StepList } from "./step-list";

type SelectedTranscriptProps = {
  draft: LabDraft;
  selected: SelectedTarget;
  /** There is no table to have selected it from. */
  isOnly: boolean;
  onView: (part: Partial<TargetView>) => void;
};

/** What happened to one target, step by step. */
export function SelectedTranscript({ draft, selected, isOnly, onView }: SelectedTranscriptProps) {
  const t = useTranslations("relabel.selected");
  const { view, discovered } = selected;
  return (
    <Box component="section" aria-label={t("label")}>
      {!isOnly && (
        <Group justify="space-between" wrap="nowrap" mb={6}>
          <Title order={3} size="h6" style={{ overflowWrap: "anywhere" }}>
            {t("title", { address: discovered.__address__ ?? t("noAddress") })}
            {selected.row === null && (
              <Text span size="xs" c="dimmed">
                {" "}
                {t("hidden")}
              </Text>
            )}
          </Title>
          <CloseButton aria-label={t("close")} onClick={() => onView({ selected: null })} />
        </Group>
      )}
      <Stack gap="md">
        <OutcomeBanner outcome={view.outcome} />
        <SaveAsTest draft={draft} discovered={discovered} outcome={view.outcome} />
        <StepList view={view} />
        <FinalTarget view={view} />
      </Stack>
    </Box>
  );
}
