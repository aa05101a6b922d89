"use client";

import { Fieldset, NumberInput, Select, SimpleGrid, Switch, Textarea } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ProblemList } from "@/components/ui/problem-list";
import type { MetricLabDraft, MetricLabJob } from "@/lib/relabel-lab/metric-lab-draft";
import type { Problem } from "@/lib/result";
import styles from "./metric-lab.module.css";

const LIMITS = ["sample_limit", "label_limit", "label_name_length_limit", "label_value_length_limit"] as const;
const HONOR_LABELS = "honor_labels";
const NAME_SCHEME = "metric_name_validation_scheme";
const SCHEMES = ["utf8", "legacy"] as const;
/** Prometheus reads them as 64 bit numbers; a page does not need to. */
const LIMIT_MAX = 1_000_000_000;

type ScrapeSettingsProps = {
  draft: MetricLabDraft;
  problems: readonly Problem[];
  onChange: (part: Partial<MetricLabDraft>) => void;
};

/** The target and what its job says about series. The names are Prometheus's own. */
export function ScrapeSettings({ draft, problems, onChange }: ScrapeSettingsProps) {
  const t = useTranslations("metricRelabel.settings");
  const { job } = draft;
  const change = (part: Partial<MetricLabJob>) => onChange({ job: { ...job, ...part } });
  return (
    <Fieldset legend={t("legend")} p="sm" pt={4}>
      <Textarea
        size="xs"
        label={t("target")}
        description={t("targetHint")}
        autosize
        minRows={2}
        maxRows={8}
        value={draft.targetText}
        aria-invalid={problems.length > 0}
        onChange={(event) => onChange({ targetText: event.currentTarget.value })}
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: styles.target }}
      />
      {problems.length > 0 && <ProblemList problems={problems} />}
      <Switch
        mt="sm"
        size="xs"
        label={HONOR_LABELS}
        description={t("honorLabels")}
        checked={job.honor_labels}
        onChange={(event) => change({ honor_labels: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="xs" mt="sm">
        {LIMITS.map((name) => (
          <NumberInput
            key={name}
            size="xs"
            label={name}
            placeholder={t("noLimit")}
            min={0}
            max={LIMIT_MAX}
            allowDecimal={false}
            value={job[name] === 0 ? "" : job[name]}
            onChange={(value) => change({ [name]: typeof value === "number" ? Math.min(value, LIMIT_MAX) : 0 })}
          />
        ))}
        <Select
          size="xs"
          label={NAME_SCHEME}
          description={draft.prometheusVersion.startsWith("2.") ? t("schemeUnused") : undefined}
          data={[...SCHEMES]}
          value={job.metric_name_validation_scheme}
          allowDeselect={false}
          onChange={(value) => change({ metric_name_validation_scheme: SCHEMES.find((scheme) => scheme === value) ?? "utf8" })}
        />
      </SimpleGrid>
    </Fieldset>
  );
}
