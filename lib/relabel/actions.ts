import { toLowerCase, toUpperCase } from "./case-mapping";
import { parseTemplate } from "./expand";
import { hashmod } from "./hashmod";
import type { LabelDraft } from "./label-draft";
import { isLabelName } from "./label-name";
import { compareNames } from "./label-order";
import type { Regex } from "./regex";
import type { RelabelAction } from "./relabel-config";
import type { CheckedRule } from "./relabel-rule";
import type { RelabelSemantics } from "./semantics";

/** What a rule did with a target: it ends here, or the rule applied to it, or the rule did not concern it. */
export type RuleOutcome = "dropped" | "matched" | "no_match";

export type RunRule = (draft: LabelDraft) => RuleOutcome;

type Prepare = (rule: CheckedRule, regex: Regex, semantics: RelabelSemantics) => RunRule;

/** Every action of Prometheus, each prepared once per rule and then run per target. */
export const ACTIONS: Record<RelabelAction, Prepare> = {
  replace: prepareReplace,

  keep: (rule, regex) => (draft) => (regex.match(joinSources(rule, draft)) === null ? "dropped" : "matched"),

  drop: (rule, regex) => (draft) => (regex.match(joinSources(rule, draft)) === null ? "no_match" : "dropped"),

  keepequal: (rule) => (draft) => (draft.get(rule.target_label) === joinSources(rule, draft) ? "matched" : "dropped"),

  dropequal: (rule) => (draft) => (draft.get(rule.target_label) === joinSources(rule, draft) ? "dropped" : "no_match"),

  hashmod: (rule) => (draft) => write(draft, rule.target_label, hashmod(joinSources(rule, draft), rule.modulus)),

  lowercase:
    (rule, _regex, { unicode }) =>
    (draft) => {
      return write(draft, rule.target_label, toLowerCase(joinSources(rule, draft), unicode));
    },

  uppercase:
    (rule, _regex, { unicode }) =>
    (draft) => {
      return write(draft, rule.target_label, toUpperCase(joinSources(rule, draft), unicode));
    },

  labelmap: prepareLabelmap,

  labeldrop: (_rule, regex) => (draft) => removeNames(draft, (name) => regex.match(name) !== null),

  labelkeep: (_rule, regex) => (draft) => removeNames(draft, (name) => regex.match(name) === null),
};

function prepareReplace(rule: CheckedRule, regex: Regex, semantics: RelabelSemantics): RunRule {
  const target = parseTemplate(rule.target_label);
  const replacement = parseTemplate(rule.replacement);
  return (draft) => {
    const groups = regex.match(joinSources(rule, draft));
    if (groups === null) return "no_match";
    const name = regex.expand(target, groups);
    const value = isLabelName(name, semantics) ? regex.expand(replacement, groups) : "";
    if (value !== "") return write(draft, name, value);
    if (semantics.deletesUnexpandedTarget) return write(draft, rule.target_label, "");
    return isLabelName(name, semantics) ? write(draft, name, "") : "matched";
  };
}

function prepareLabelmap(rule: CheckedRule, regex: Regex, semantics: RelabelSemantics): RunRule {
  const replacement = parseTemplate(rule.replacement);
  return (draft) => {
    const before = draft.labels;
    const names = draft.names().filter((name) => regex.match(name) !== null);
    if (semantics.hasSortedLabelmap) names.sort(compareNames);
    const written = new Map<string, string>();
    for (const name of names) {
      const value = before[name] ?? "";
      // The new name is not checked: Prometheus does not either, it may even be empty.
      const newName = regex.replaceAll(name, replacement);
      const isCollision = (written.get(newName) ?? value) !== value;
      if (isCollision && !semantics.hasSortedLabelmap) draft.collisions.push(newName);
      written.set(newName, value);
    }
    for (const [name, value] of written) draft.set(name, value);
    return names.length === 0 ? "no_match" : "matched";
  };
}

function removeNames(draft: LabelDraft, isUnwanted: (name: string) => boolean): RuleOutcome {
  const names = draft.names().filter(isUnwanted);
  for (const name of names) draft.set(name, "");
  return names.length === 0 ? "no_match" : "matched";
}

function joinSources({ source_labels, separator }: CheckedRule, draft: LabelDraft): string {
  return source_labels.length === 1
    ? draft.get(source_labels[0] ?? "")
    : source_labels.map((name) => draft.get(name)).join(separator);
}

function write(draft: LabelDraft, name: string, value: string): RuleOutcome {
  draft.set(name, value);
  return "matched";
}
