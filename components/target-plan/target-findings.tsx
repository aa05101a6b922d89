"use client";

import { Checkbox, Code, List, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "use-intl";
import { TypedNumber } from "@/components/guards/typed-number";
import type { TargetFinding } from "@/lib/target-plan/schema";

type TargetFindingsProps = {
  findings: readonly TargetFinding[];
  acknowledged: ReadonlySet<string>;
  onAcknowledge: (key: string, isAcknowledged: boolean) => void;
  /** Numbers that were typed, by key of finding. */
  typed: Readonly<Record<string, string>>;
  onType: (key: string, typed: string) => void;
};

/** What somebody has to see before a deployment; each finding holds the button back until it is acknowledged. */
export function TargetFindings({ findings, acknowledged, onAcknowledge, typed, onType }: TargetFindingsProps) {
  const t = useTranslations("targetPlan.findings");
  if (findings.length === 0) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="target-findings-title">
      <Stack gap="md">
        <div>
          <Title order={2} size="h5" id="target-findings-title">
            {t("title", { count: findings.length })}
          </Title>
          <Text size="sm">{t("hint")}</Text>
        </div>
        {findings.map((finding) => (
          <Finding
            key={finding.key}
            finding={finding}
            isAcknowledged={acknowledged.has(finding.key)}
            onChange={(isAcknowledged) => onAcknowledge(finding.key, isAcknowledged)}
            typed={typed[finding.key] ?? ""}
            onType={(text) => onType(finding.key, text)}
          />
        ))}
      </Stack>
    </Paper>
  );
}

type FindingProps = {
  finding: TargetFinding;
  isAcknowledged: boolean;
  onChange: (isAcknowledged: boolean) => void;
  typed: string;
  onType: (typed: string) => void;
};

function Finding({ finding, isAcknowledged, onChange, typed, onType }: FindingProps) {
  const t = useTranslations("targetPlan.findings");
  const { kind, cluster, job, count, percent, percentMax, samples } = finding;
  const words = {
    count,
    cluster: cluster ?? "",
    job: job ?? t("severalJobs"),
    percent: percent ?? 0,
    percentMax: percentMax ?? 0,
  };
  if (kind === "loss") {
    return <TypedNumber title={t("loss.title", words)} text={t("loss.text")} count={count} typed={typed} onType={onType} />;
  }
  return (
    <div>
      <Checkbox
        label={t(`${kind}.title`, words)}
        description={t(`${kind}.text`)}
        checked={isAcknowledged}
        onChange={(event) => onChange(event.currentTarget.checked)}
        styles={{ label: { fontWeight: 600 } }}
      />
      {samples.length > 0 && (
        <details>
          <Text component="summary" size="sm" mt={6}>
            {t("samples", { count: samples.length })}
          </Text>
          <List size="sm" spacing={6} mt={6}>
            {samples.map((sample) => (
              <Sample key={JSON.stringify(sample)} sample={sample} />
            ))}
          </List>
        </details>
      )}
    </div>
  );
}

function Sample({ sample: { job, labels, urls } }: { sample: TargetFinding["samples"][number] }) {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return (
    <List.Item>
      <Text size="sm">{job}</Text>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {[`{${pairs.join(", ")}}`, ...urls].join("\n")}
      </Code>
    </List.Item>
  );
}
