import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelAction } from "@/lib/relabel/relabel-config";
import { type RelabelRule, withDefaults } from "@/lib/relabel/relabel-rule";

/** The fields of a rule that its action looks at; null for those it does not. */
export type RuleLine = {
  readonly action: RelabelAction;
  readonly source: readonly string[] | null;
  /** What the regex, the comparison or the hash saw: the joined values. */
  readonly value: string | null;
  readonly regex: string | null;
  readonly target: string | null;
  readonly replacement: string | null;
  readonly modulus: string | null;
};

type LinePart = "source" | "regex" | "target" | "replacement" | "modulus";

const PARTS: Record<RelabelAction, readonly LinePart[]> = {
  replace: ["source", "regex", "target", "replacement"],
  keep: ["source", "regex"],
  drop: ["source", "regex"],
  keepequal: ["source", "target"],
  dropequal: ["source", "target"],
  hashmod: ["source", "modulus", "target"],
  labelmap: ["regex", "replacement"],
  labeldrop: ["regex"],
  labelkeep: ["regex"],
  lowercase: ["source", "target"],
  uppercase: ["source", "target"],
};

/** A rule in one line: only what its action uses, with the value that it saw on this target. */
export function toRuleLine(rule: RelabelRule, action: RelabelAction, labels: LabelSet): RuleLine {
  const complete = withDefaults(rule);
  const has = (part: LinePart) => PARTS[action].includes(part);
  const hasSource = has("source") && complete.source_labels.length > 0;
  return {
    action,
    source: hasSource ? complete.source_labels : null,
    value: hasSource ? complete.source_labels.map((name) => labels[name] ?? "").join(complete.separator) : null,
    // Without source labels there is nothing to match, and nobody wrote a regex.
    regex: has("regex") && (complete.hasRegex || hasSource) ? complete.regex : null,
    target: has("target") ? complete.target_label : null,
    replacement: has("replacement") ? complete.replacement : null,
    modulus: has("modulus") ? String(complete.modulus) : null,
  };
}
