"use client";

import { Box, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { YamlEditor } from "@/components/editor/yaml-editor";
import { ProblemList } from "@/components/ui/problem-list";
import type { Problem } from "@/lib/result";

/** Height of both inputs: they stand side by side. */
export const INPUT_HEIGHT_PX = 340;

type RulesPanelProps = { text: string; problems: readonly Problem[]; onChange: (text: string) => void };

export function RulesPanel({ text, problems, onChange }: RulesPanelProps) {
  const t = useTranslations("relabel");
  return (
    <Box component="section" aria-labelledby="lab-rules">
      <Title order={2} size="h5" id="lab-rules">
        {t("rules")}
      </Title>
      <Text size="xs" c="dimmed" mb={6} mih={36}>
        {t("rulesHint")}
      </Text>
      <YamlEditor
        value={text}
        onChange={onChange}
        problems={problems}
        schema="relabel-rules"
        height={INPUT_HEIGHT_PX}
        ariaLabel={t("rules")}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
    </Box>
  );
}
