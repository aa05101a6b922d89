"use client";

import { YamlEditor } from "@/components/editor/yaml-editor";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { Problem } from "@/lib/result";

/** A label of the loaded targets, for completion. */
export type KnownLabel = { readonly name: string; readonly examples: readonly string[]; readonly count: number };

/** What the editor edits: the text, and which of its rules (from 0) are switched off. */
export type RuleDraft = { readonly text: string; readonly rulesOff: readonly number[] };

/** What a rule did to the loaded targets. */
export type RuleEffect = { readonly index: number; readonly matched: number; readonly dropped: number; readonly changed: number };

export type RuleEditorProps = RuleDraft & {
  version: PrometheusVersion;
  problems: readonly Problem[];
  findings: readonly Problem[];
  labelNames: readonly KnownLabel[];
  onChange: (draft: RuleDraft) => void;
  height: number | string;
  ariaLabel: string;
  kind: "relabel" | "metric";
  tallies?: readonly RuleEffect[] | undefined;
};

/** A list of relabel rules as YAML. */
export function RuleEditor({ text, rulesOff, problems, findings, onChange, height, ariaLabel }: RuleEditorProps) {
  return (
    <YamlEditor
      value={text}
      onChange={(next) => onChange({ text: next, rulesOff })}
      problems={[...problems, ...findings]}
      schema="relabel-rules"
      height={height}
      ariaLabel={ariaLabel}
    />
  );
}
