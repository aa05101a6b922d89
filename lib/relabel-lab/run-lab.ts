import { readRelabelConfigs } from "@/lib/prometheus/read-relabel-configs";
import { traceTarget } from "@/lib/prometheus/target-pipeline";
import { NEWEST_KNOWN_VERSION, parsePrometheusVersion } from "@/lib/prometheus/versions";
import { compileRules } from "@/lib/relabel/compile";
import { parseLabels } from "@/lib/relabel/parse-labels";
import type { Problem } from "@/lib/result";
import { type LabDraft, parseParams } from "./lab-draft";
import { type TranscriptView, toTranscriptView } from "./transcript-view";

export type LabResult = {
  readonly rulesProblems: readonly Problem[];
  readonly labelsProblems: readonly Problem[];
  /** null while rules or labels cannot be read. */
  readonly view: TranscriptView | null;
};

/** Reads both texts and relabels the one target; every mistake comes back at its place. */
export function runLab({ rulesText, labelsText, job, prometheusVersion, rulesOff }: LabDraft): LabResult {
  const version = parsePrometheusVersion(prometheusVersion) ?? NEWEST_KNOWN_VERSION;
  const rules = readRelabelConfigs(rulesText, version);
  const labels = parseLabels(labelsText);
  const compiled = rules.ok ? compileRules(rules.value, version) : rules;
  const problems = {
    rulesProblems: compiled.ok ? [] : compiled.problems,
    labelsProblems: labels.ok ? [] : labels.problems,
  };
  if (!compiled.ok || !labels.ok) return { ...problems, view: null };
  const target = {
    job: { ...job, params: parseParams(job.params) },
    rules: compiled.value.filter(({ index }) => !rulesOff.includes(index)),
    version,
  };
  const transcript = traceTarget(target, labels.value);
  return { ...problems, view: toTranscriptView(transcript) };
}
