"use client";

import { Select, Textarea } from "@mantine/core";
import type { ClipboardEvent } from "react";
import { useTranslations } from "use-intl";
import type { LabDraft } from "@/lib/relabel-lab/lab-draft";
import { renderLabels } from "@/lib/relabel-lab/render-labels";
import { SAMPLES } from "@/lib/relabel-lab/samples";
import { type LoadedSource, toTextSource } from "./loaded-source";
import styles from "./pasted-targets.module.css";
import type { LabState } from "./use-lab";

/** A text field stays quick up to here; more is loaded like a file. */
const PASTED_LENGTH_MAX = 200_000;

type PastedTargetsProps = {
  text: string;
  lab: LabState;
  onLoad: (source: LoadedSource) => void;
  onChange: (part: Partial<LabDraft>) => void;
};

export function PastedTargets({ text, lab, onLoad, onChange }: PastedTargetsProps) {
  const t = useTranslations("relabel");
  const takeSample = (id: string | null) => {
    const sample = SAMPLES.find((candidate) => candidate.id === id);
    if (sample !== undefined) onChange({ labelsText: renderLabels(sample.labels) });
  };
  const paste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (pasted.length <= PASTED_LENGTH_MAX) return;
    event.preventDefault();
    onLoad(toTextSource(pasted, t("source.pasted.large")));
  };
  return (
    <>
      <Textarea
        aria-labelledby="lab-labels"
        description={t("labelsHint")}
        inputWrapperOrder={["description", "input"]}
        aria-invalid={(lab.answer?.targetsProblems.length ?? 0) > 0}
        value={text}
        onChange={(event) => onChange({ labelsText: event.currentTarget.value })}
        onPaste={paste}
        spellCheck={false}
        autoComplete="off"
        placeholder={'__address__="10.0.0.1:9100"'}
        classNames={{ input: styles.text }}
      />
      <Select
        size="xs"
        mt={6}
        maw={260}
        aria-label={t("takeSample")}
        placeholder={t("takeSample")}
        data={SAMPLES.map(({ id }) => ({ value: id, label: t(`samples.${id}`) }))}
        value={null}
        onChange={takeSample}
      />
    </>
  );
}
