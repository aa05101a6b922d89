"use client";

import { Group, Select } from "@mantine/core";
import { useTranslations } from "use-intl";
import { LAB_VERSIONS } from "@/lib/relabel-lab/lab-draft";
import type { MetricLabDraft } from "@/lib/relabel-lab/metric-lab-draft";
import type { ScrapeSampleId } from "@/lib/relabel-lab/scrape-samples";

/** As in `SCRAPE_SAMPLE_IDS`, which would bring the samples themselves into the page. */
const SAMPLE_IDS = ["node-exporter", "cadvisor", "openmetrics"] as const satisfies readonly ScrapeSampleId[];

type MetricToolbarProps = {
  draft: MetricLabDraft;
  onStart: (part: Partial<MetricLabDraft>) => void;
  onChange: (part: Partial<MetricLabDraft>) => void;
};

/** What to start from, and which Prometheus to be. */
export function MetricToolbar({ draft, onStart, onChange }: MetricToolbarProps) {
  const t = useTranslations("metricRelabel");
  const start = async (value: string | null) => {
    const sample = SAMPLE_IDS.find((id) => id === value);
    if (sample === undefined) return;
    const { scrapeSample } = await import("@/lib/relabel-lab/scrape-samples");
    onStart(scrapeSample(sample));
  };
  return (
    <Group gap="md" align="end">
      <Select
        label={t("start")}
        placeholder={t("startPlaceholder")}
        flex="1 1 280px"
        maw={420}
        data={SAMPLE_IDS.map((id) => ({ value: id, label: t(`samples.${id}`) }))}
        value={null}
        onChange={(value) => void start(value)}
      />
      <Select
        label={t("version")}
        data={[...new Set([...LAB_VERSIONS, draft.prometheusVersion])]}
        value={draft.prometheusVersion}
        allowDeselect={false}
        w={170}
        onChange={(version) => version !== null && onChange({ prometheusVersion: version })}
      />
    </Group>
  );
}
