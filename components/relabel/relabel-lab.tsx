"use client";

import { Box, Skeleton, Stack } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { SharedDraftNotice } from "@/components/relabel-share/shared-draft-notice";
import { articleDraft } from "@/lib/relabel-lab/article-draft";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import type { LabSource, TargetView } from "@/lib/relabel-lab/lab-request";
import { DropZone } from "./drop-zone";
import { JobSettings } from "./job-settings";
import { LabResultPanel } from "./lab-result-panel";
import { LabToolbar } from "./lab-toolbar";
import { type LoadedSource, PASTED, toFileSource, toLabSource } from "./loaded-source";
import styles from "./relabel-lab.module.css";
import { RulesPanel } from "./rules-panel";
import { TargetsPanel } from "./targets-panel";
import { useLab, useLabRequest } from "./use-lab";
import { useLabDraft } from "./use-lab-draft";

/** Rules and targets on one side, and beside them what the rules do to the targets. */
export function RelabelLab() {
  const [draft, setDraft] = useLabDraft(articleDraft);
  return draft === null ? <LabSkeleton /> : <Lab draft={draft} onChange={setDraft} />;
}

const FIRST_VIEW: TargetView = { filter: "", outcome: "all", isGrouped: false, from: 0, to: 60, selected: null };

type LabProps = { draft: LabDraft; onChange: (change: (before: LabDraft) => LabDraft) => void };

function Lab({ draft, onChange }: LabProps) {
  const [loaded, setLoaded] = useState<LoadedSource>(PASTED);
  const [view, setView] = useState(FIRST_VIEW);
  const [replaced, setReplaced] = useState<LabDraft | null>(null);
  const lab = useLab(useRequest(draft, loaded, view));

  // What the callbacks need to know and must not change with.
  const now = useRef({ draft, selected: null as number | null });
  useEffect(() => {
    now.current = { draft, selected: lab.answer?.outcome?.selected?.index ?? null };
  });
  const change = useCallback(
    (part: Partial<LabDraft>) => {
      setReplaced(null);
      // Other rules may move rows: from here on the target itself is meant.
      setView((before) => pinSelection(before, now.current.selected));
      onChange((before) => ({ ...before, ...part }));
    },
    [onChange],
  );
  const load = useCallback((next: LoadedSource) => {
    setLoaded(next);
    setView(FIRST_VIEW);
  }, []);
  const put = useCallback(
    (next: LabDraft) => {
      load(PASTED);
      onChange(() => next);
    },
    [load, onChange],
  );
  const start = useCallback(
    (next: LabDraft) => {
      setReplaced(now.current.draft);
      put(next);
    },
    [put],
  );
  const undo = useCallback(
    (before: LabDraft) => {
      setReplaced(null);
      put(before);
    },
    [put],
  );
  const changeJob = useCallback((job: LabDraft["job"]) => change({ job }), [change]);
  const changeView = useCallback(
    (part: Partial<TargetView>) =>
      setView((before) => mergeView(movesRows(part) ? pinSelection(before, now.current.selected) : before, part)),
    [],
  );

  return (
    <DropZone onFile={(file) => load(toFileSource(file))}>
      <Stack gap="md">
        <SharedDraftNotice draft={draft} onOpen={undo} />
        <LabToolbar draft={draft} loaded={loaded} onStart={start} onChange={change} replaced={replaced} onUndo={undo} />
        <div className={styles.columns}>
          <Stack gap="md" className={styles.inputs}>
            <RulesPanel draft={draft} lab={lab} onChange={change} />
            <TargetsPanel
              labelsText={draft.labelsText}
              version={draft.prometheusVersion}
              loaded={loaded}
              lab={lab}
              onLoad={load}
              onChange={change}
            />
            <JobSettings job={draft.job} onChange={changeJob} />
          </Stack>
          <Box className={styles.result}>
            <LabResultPanel lab={lab} view={view} onView={changeView} />
          </Box>
        </div>
      </Stack>
    </DropZone>
  );
}

/** Other rows, or the same in another order. */
function movesRows(part: Partial<TargetView>): boolean {
  return "filter" in part || "outcome" in part || "isGrouped" in part;
}

function pinSelection(view: TargetView, index: number | null): TargetView {
  return view.selected === null || "index" in view.selected || index === null ? view : { ...view, selected: { index } };
}

/** The same object when nothing is new: another one is another question to the worker. */
function mergeView(before: TargetView, part: Partial<TargetView>): TargetView {
  const next = { ...before, ...part };
  const isSame = (Object.keys(part) as (keyof TargetView)[]).every((name) => before[name] === next[name]);
  return isSame ? before : next;
}

/** Objects that stay the same while nothing in them changes: a new one is a new run. */
function useRequest(
  { rulesText, labelsText, job, prometheusVersion, rulesOff }: LabDraft,
  loaded: LoadedSource,
  view: TargetView,
) {
  const rules = useMemo(() => ({ rulesText, job, prometheusVersion, rulesOff }), [rulesText, job, prometheusVersion, rulesOff]);
  const source = useMemo<LabSource>(() => toLabSource(loaded, labelsText), [loaded, labelsText]);
  return useLabRequest({ rules, source, view });
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
