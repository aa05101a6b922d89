"use client";

import { Box, Skeleton, Stack } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DropZone } from "@/components/relabel/drop-zone";
import { useStoredDraft } from "@/components/relabel/use-stored-draft";
import { type MetricLabDraft, parseMetricLabDraft } from "@/lib/relabel-lab/metric-lab-draft";
import type { MetricLabRequest, SeriesView } from "@/lib/relabel-lab/metric-lab-request";
import { type LoadedScrape, PASTED, toLoadedScrape, toScrapeSource } from "./loaded-scrape";
import styles from "./metric-lab.module.css";
import { MetricResultPanel } from "./metric-result-panel";
import { MetricRulesPanel } from "./metric-rules-panel";
import { MetricToolbar } from "./metric-toolbar";
import { ScrapePanel } from "./scrape-panel";
import { ScrapeSettings } from "./scrape-settings";
import { useMetricLab } from "./use-metric-lab";

const FIRST_VIEW: SeriesView = {
  filter: "",
  outcome: "all",
  foldsDropped: true,
  unfolded: [],
  from: 0,
  to: 60,
  selected: null,
};

/** What metric_relabel_configs do to the series of a scrape. */
export function MetricLab() {
  const [draft, change] = useStoredDraft<MetricLabDraft>({
    key: "promfleet.metric-lab",
    parse: parseMetricLabDraft,
    // The samples are large, and only a first visit needs one.
    first: async () => (await import("@/lib/relabel-lab/scrape-samples")).firstMetricDraft(),
  });
  return draft === null ? <LabSkeleton /> : <Lab draft={draft} onChange={change} />;
}

type LabProps = { draft: MetricLabDraft; onChange: (change: (before: MetricLabDraft) => MetricLabDraft) => void };

function Lab({ draft, onChange }: LabProps) {
  const t = useTranslations("metricRelabel");
  const [loaded, setLoaded] = useState<LoadedScrape>(PASTED);
  const [view, setView] = useState(FIRST_VIEW);
  const lab = useMetricLab(useRequest(draft, loaded, view));

  const change = (part: Partial<MetricLabDraft>) => onChange((before) => ({ ...before, ...part }));
  const load = useCallback((next: LoadedScrape) => {
    setLoaded(next);
    setView(FIRST_VIEW);
  }, []);
  const start = (part: Partial<MetricLabDraft>) => {
    load(PASTED);
    change({ rulesOff: [], format: "auto", ...part });
  };
  const changeView = useCallback((part: Partial<SeriesView>) => setView((before) => mergeView(before, part)), []);

  return (
    <DropZone onFile={(file) => load(toLoadedScrape(file, file.name))} words={{ zone: t("zone"), drop: t("drop") }}>
      <Stack gap="md">
        <MetricToolbar draft={draft} onStart={start} onChange={change} />
        <div className={styles.columns}>
          <Stack gap="md" className={styles.inputs}>
            <MetricRulesPanel draft={draft} lab={lab} onChange={change} />
            <ScrapePanel draft={draft} loaded={loaded} lab={lab} onLoad={load} onChange={change} />
            <ScrapeSettings draft={draft} problems={lab.answer?.targetProblems ?? []} onChange={change} />
          </Stack>
          <Box className={styles.result}>
            <MetricResultPanel lab={lab} view={view} onView={changeView} />
          </Box>
        </div>
      </Stack>
    </DropZone>
  );
}

/** The same object when nothing is new: another one is another question to the worker. */
function mergeView(before: SeriesView, part: Partial<SeriesView>): SeriesView {
  const next = { ...before, ...part };
  const isSame = (Object.keys(part) as (keyof SeriesView)[]).every((name) => before[name] === next[name]);
  return isSame ? before : next;
}

/** Objects that stay the same while nothing in them changes: a new one is a new run. */
function useRequest(draft: MetricLabDraft, loaded: LoadedScrape, view: SeriesView): MetricLabRequest {
  const { rulesText, rulesOff, scrapeText, format, targetText, job, prometheusVersion } = draft;
  const settings = useMemo(
    () => ({ rulesText, rulesOff, format, targetText, job, prometheusVersion }),
    [rulesText, rulesOff, format, targetText, job, prometheusVersion],
  );
  const source = useMemo(() => toScrapeSource(loaded, scrapeText), [loaded, scrapeText]);
  return useMemo(() => ({ settings, source, view }), [settings, source, view]);
}

function LabSkeleton() {
  const t = useTranslations("common");
  return (
    <Stack gap="md" role="status" aria-label={t("loading")}>
      <Skeleton height={58} maw={520} />
      <div className={styles.columns}>
        <Skeleton height={560} />
        <Skeleton height={560} />
      </div>
    </Stack>
  );
}
