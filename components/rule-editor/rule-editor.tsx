"use client";

import type { RuleViewProps } from "./rule-draft";
import { RuleYaml } from "./rule-yaml";

export type { RuleDraft } from "./rule-draft";
export type { KnownLabel } from "./rule-knowledge";

export type RuleEditorProps = RuleViewProps;

/** A list of relabel rules, as YAML or as a form. */
export function RuleEditor(props: RuleEditorProps) {
  return <RuleYaml {...props} />;
}
