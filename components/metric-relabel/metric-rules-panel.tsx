"use client";

import { Box, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { RuleEditor } from "@/components/rule-editor/rule-editor";
import { ProblemList } from "@/components/ui/problem-list";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import type { MetricLabDraft } from "@/lib/relabel-lab/metric-lab-draft";
import type { MetricLabState } from "./use-metric-lab";

const EDITOR_HEIGHT_PX = 300;
const NO_PROBLEMS = [] as const;

type MetricRulesPanelProps = {
  draft: MetricLabDraft;
  lab: MetricLabState;
  onChange: (part: Partial<MetricLabDraft>) => void;
};

export function MetricRulesPanel({ draft, lab, onChange }: MetricRulesPanelProps) {
  const t = useTranslations("metricRelabel");
  const { prometheusVersion } = draft;
  const version = useMemo(() => parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION, [prometheusVersion]);
  const problems = lab.answer?.rulesProblems ?? NO_PROBLEMS;
  return (
    <Box component="section" aria-labelledby="metric-rules">
      <Title order={2} size="h5" id="metric-rules">
        {t("rules")}
      </Title>
      <Text size="xs" c="dimmed" mb={6}>
        {t("rulesHint")}
      </Text>
      <RuleEditor
        text={draft.rulesText}
        rulesOff={draft.rulesOff}
        version={version}
        problems={problems}
        findings={NO_PROBLEMS}
        labelNames={lab.labels}
        kind="metric"
        height={EDITOR_HEIGHT_PX}
        ariaLabel={t("rules")}
        tallies={lab.answer?.outcome?.tallies}
        onChange={({ text, rulesOff }) => onChange({ rulesText: text, rulesOff: [...rulesOff] })}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
    </Box>
  );
}
