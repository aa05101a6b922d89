"use client";

import { Box, Group, Select, Text, Textarea, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import { renderLabels } from "@/lib/relabel-lab/render-labels";
import { SAMPLES } from "@/lib/relabel-lab/samples";
import type { Problem } from "@/lib/result";
import { INPUT_HEIGHT_PX } from "./rules-panel";

type LabelsPanelProps = { text: string; problems: readonly Problem[]; onChange: (text: string) => void };

export function LabelsPanel({ text, problems, onChange }: LabelsPanelProps) {
  const t = useTranslations("relabel");
  const takeSample = (id: string | null) => {
    const sample = SAMPLES.find((candidate) => candidate.id === id);
    if (sample !== undefined) onChange(renderLabels(sample.labels));
  };
  return (
    <Box component="section" aria-labelledby="lab-labels">
      <Group justify="space-between" align="start" gap="xs" mb={6} wrap="nowrap">
        <div style={{ minHeight: 60 }}>
          <Title order={2} size="h5" id="lab-labels">
            {t("labels")}
          </Title>
          <Text size="xs" c="dimmed" id="lab-labels-hint">
            {t("labelsHint")}
          </Text>
        </div>
        <Select
          size="xs"
          w={210}
          style={{ flexShrink: 0 }}
          aria-label={t("takeSample")}
          placeholder={t("takeSample")}
          data={SAMPLES.map(({ id }) => ({ value: id, label: t(`samples.${id}`) }))}
          value={null}
          onChange={takeSample}
        />
      </Group>
      <Textarea
        aria-labelledby="lab-labels"
        aria-describedby="lab-labels-hint"
        aria-invalid={problems.length > 0}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
        spellCheck={false}
        autoComplete="off"
        placeholder={'__address__="10.0.0.1:9100"'}
        styles={{
          input: {
            height: INPUT_HEIGHT_PX,
            fontFamily: "var(--mantine-font-family-monospace)",
            fontSize: 12.5,
            lineHeight: "19px",
            whiteSpace: "pre",
            overflow: "auto",
          },
        }}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
    </Box>
  );
}
