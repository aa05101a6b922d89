import type { Finding } from "@/lib/prometheus/checks/finding";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { RuleTally } from "@/lib/relabel/apply";
import type { RuleListKind } from "@/lib/relabel-lab/common-rules";
import type { Problem, TextRange } from "@/lib/result";
import type { KnownLabel } from "./rule-knowledge";

/** What the editor edits: the text, and which of its rules (from 0) are switched off. */
export type RuleDraft = { readonly text: string; readonly rulesOff: readonly number[] };

/** What both views get. */
export type RuleViewProps = RuleDraft & {
  version: PrometheusVersion;
  problems: readonly Problem[];
  findings: readonly Finding[];
  labelNames: readonly KnownLabel[];
  /** What each rule did to the loaded targets; rules that are off have none. */
  tallies?: readonly RuleTally[] | undefined;
  onChange: (draft: RuleDraft) => void;
  height: number | string;
  ariaLabel: string;
  kind: RuleListKind;
  /** A place of the text to show and to put the cursor at; another object is another wish. */
  place?: TextRange | null | undefined;
};

/** The other state of one rule. */
export function toggleRule(off: readonly number[], index: number): number[] {
  return off.includes(index) ? off.filter((one) => one !== index) : [...off, index].toSorted((a, b) => a - b);
}
