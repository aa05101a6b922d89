"use client";

import { Box, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { FindingList } from "@/components/findings/finding-list";
import { RuleEditor } from "@/components/rule-editor/rule-editor";
import { ProblemList } from "@/components/ui/problem-list";
import type { Fix } from "@/lib/prometheus/checks/finding";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { applyFix } from "@/lib/relabel-lab/apply-fix";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { CHECKED_TARGETS_MAX } from "@/lib/relabel-lab/lab-request";
import type { TextRange } from "@/lib/result";
import styles from "./rules-panel.module.css";
import type { LabState } from "./use-lab";

const EDITOR_HEIGHT_PX = 290;
const NO_PROBLEMS = [] as const;

type RulesPanelProps = { draft: LabDraft; lab: LabState; onChange: (part: Partial<LabDraft>) => void };

export function RulesPanel({ draft, lab, onChange }: RulesPanelProps) {
  const t = useTranslations("relabel");
  const { rulesText, rulesOff, prometheusVersion } = draft;
  const version = useMemo(() => parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION, [prometheusVersion]);
  const problems = lab.answer?.rulesProblems ?? NO_PROBLEMS;
  const steps = lab.answer?.outcome?.funnel.steps;
  const tallies = useMemo(() => steps?.map(({ number, ...counts }) => ({ ...counts, index: number - 1 })), [steps]);
  const [place, setPlace] = useState<TextRange | null>(null);
  return (
    <Box component="section" aria-labelledby="lab-rules">
      <Title order={2} size="h5" id="lab-rules">
        {t("rules")}
      </Title>
      <Text size="xs" c="dimmed" mb={6}>
        {t("rulesHint")}
      </Text>
      <RuleEditor
        text={rulesText}
        rulesOff={rulesOff}
        version={version}
        problems={problems}
        findings={lab.findings}
        labelNames={lab.labels}
        kind="relabel"
        height={EDITOR_HEIGHT_PX}
        ariaLabel={t("rules")}
        tallies={tallies}
        place={place}
        onChange={({ text, rulesOff: off }) => onChange({ rulesText: text, rulesOff: [...off] })}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
      <Findings
        lab={lab}
        // Asked for twice it is shown twice.
        onShow={(range) => setPlace({ ...range })}
        onFix={(fix) => onChange({ rulesText: applyFix(draft.rulesText, fix) })}
      />
    </Box>
  );
}

type FindingsProps = { lab: LabState; onShow: (range: TextRange) => void; onFix: (fix: Fix) => void };

/** In a box of its own: what was found must not push the targets out of sight. */
function Findings({ lab, onShow, onFix }: FindingsProps) {
  const { findings, uncheckedCount } = lab;
  const t = useTranslations("relabel");
  const [fixed, setFixed] = useState<LabState["findings"] | null>(null);
  if (findings.length === 0 && uncheckedCount === 0) return null;
  // A fix is for the text that was checked: until the next check has answered, none may follow it.
  const fix = (one: Fix) => {
    if (fixed === findings) return;
    setFixed(findings);
    onFix(one);
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className={styles.findings} aria-label={t("findings")} tabIndex={0}>
      <FindingList findings={findings} onShow={onShow} onFix={fix} />
      {uncheckedCount > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {t("findingsLimit", { checked: CHECKED_TARGETS_MAX, kept: CHECKED_TARGETS_MAX + uncheckedCount })}
        </Text>
      )}
    </section>
  );
}
