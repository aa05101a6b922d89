import type { RelabelAction } from "@/lib/relabel/relabel-config";
import type { RelabelField, RelabelRule } from "@/lib/relabel/relabel-rule";
import type { CommonRuleId, RuleListKind } from "@/lib/relabel-lab/common-rules";
import { WELL_KNOWN_LABELS } from "@/lib/relabel-lab/well-known-labels";

/** A label of the loaded targets, with values that it has and the number of targets that have it. */
export type KnownLabel = { readonly name: string; readonly examples: readonly string[]; readonly count: number };

/** Sentences in the language of the page. */
export type RuleWords = {
  readonly action: (action: RelabelAction) => string;
  readonly field: (field: RelabelField) => string;
  readonly explain: (rule: RelabelRule) => string;
  readonly commonRule: (id: CommonRuleId) => string;
  /** "in 12 targets" */
  readonly count: (count: number) => string;
  readonly examples: (values: readonly string[]) => string;
  readonly wellKnown: string;
  readonly valueOf: (label: string) => string;
  readonly defaultIs: (value: string) => string;
  readonly notInTargets: (name: string) => string;
  readonly group: (name: string) => string;
  readonly matches: (value: string) => string;
  readonly matchesNot: (value: string) => string;
};

/** What completion and hover texts know. */
export type RuleKnowledge = {
  readonly kind: RuleListKind;
  readonly labels: readonly KnownLabel[];
  readonly words: RuleWords;
};

/** Labels to propose: those of the loaded targets, else those that discovery is known to give. */
export function proposedLabels({ labels, kind }: Pick<RuleKnowledge, "labels" | "kind">): readonly KnownLabel[] {
  return labels.length > 0 ? labels : WELL_KNOWN_LABELS[kind].map((name) => ({ name, examples: [], count: 0 }));
}

/** A stretch of a text that must stand literally in a regex. */
export function escapeRegex(text: string): string {
  return text.replaceAll(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

type RegexGroup = { readonly reference: string; readonly source: string };

/** Sources of the groups of a regex, by number or name; in RE2 every unescaped bracket without `?:` is one. */
export function regexGroups(regex: string): readonly RegexGroup[] {
  const masked = regex.replaceAll(/\\.|\[(?:\\.|[^\]\\])+\]/g, (part) => "x".repeat(part.length));
  const groups: RegexGroup[] = [];
  const open: { start: number; index: number }[] = [];
  for (const { 0: sign, 1: name, index: at } of masked.matchAll(/\(\?P?<(\w+)>|\(\?|\(|\)/g)) {
    if (sign === ")") {
      const { start, index } = open.pop() ?? { start: 0, index: -1 };
      const group = groups[index];
      if (group !== undefined) groups[index] = { ...group, source: regex.slice(start, at + 1) };
    } else if (sign === "(?") {
      open.push({ start: at, index: -1 });
    } else {
      open.push({ start: at, index: groups.length });
      groups.push({ reference: name ?? String(groups.length + 1), source: "" });
    }
  }
  return groups.filter(({ source }) => source !== "");
}
