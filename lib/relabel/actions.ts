import { toLowerCase, toUpperCase } from "./case-mapping";
import { type Groups, parseTemplate } from "./expand";
import { hashmod } from "./hashmod";
import type { Draft } from "./label-draft";
import { isLabelName } from "./label-name";
import { compareNames } from "./label-order";
import { type LabelShape, rememberByShape } from "./label-shape";
import type { Regex } from "./regex";
import type { RelabelAction } from "./relabel-config";
import type { CheckedRule } from "./relabel-rule";
import type { RelabelSemantics } from "./semantics";

/** What a rule did with a target: it ends here, or the rule applied to it, or the rule did not concern it. */
export type RuleOutcome = "dropped" | "matched" | "no_match";

export type RunRule = (draft: Draft) => RuleOutcome;

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

  labeldrop: (_rule, regex) => prepareRemoval((name) => regex.match(name) !== null),

  labelkeep: (_rule, regex) => prepareRemoval((name) => regex.match(name) === null),
};

function prepareReplace(rule: CheckedRule, regex: Regex, semantics: RelabelSemantics): RunRule {
  const nameFor = prepareTarget(rule, regex, semantics);
  const valueFor = regex.expander(parseTemplate(rule.replacement, semantics.unicode));
  return (draft) => {
    const groups = regex.match(joinSources(rule, draft));
    if (groups === null) return "no_match";
    const name = nameFor(groups);
    const value = name === null ? "" : valueFor(groups);
    if (name !== null && value !== "") return write(draft, name, value);
    if (semantics.deletesUnexpandedTarget) return write(draft, rule.target_label, "");
    return name === null ? "matched" : write(draft, name, "");
  };
}

/** The name that a match writes to; null when it would be none. */
function prepareTarget(
  { target_label }: CheckedRule,
  regex: Regex,
  semantics: RelabelSemantics,
): (groups: Groups) => string | null {
  const template = parseTemplate(target_label, semantics.unicode);
  const expand = regex.expander(template);
  const check = (name: string) => (isLabelName(name, semantics) ? name : null);
  if (template.some((part) => typeof part !== "string")) return (groups) => check(expand(groups));
  const name = check(expand([]));
  return () => name;
}

type Mapping = {
  readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** Several labels go to one name. */
  readonly hasDuplicates: boolean;
  /** Set when all names are new and simply come after the others. */
  readonly appended: LabelShape | null;
};

function prepareLabelmap(rule: CheckedRule, regex: Regex, semantics: RelabelSemantics): RunRule {
  const replacement = parseTemplate(rule.replacement);
  const mappingOf = rememberByShape((names, shape): Mapping => {
    const matching = names.filter((name) => regex.match(name) !== null);
    if (semantics.hasSortedLabelmap) matching.sort(compareNames);
    // The new name is not checked: Prometheus does not either, it may even be empty.
    const moves = matching.map((name) => ({ from: name, to: regex.replaceAll(name, replacement) }));
    const targets = moves.map(({ to }) => to);
    const hasDuplicates = new Set(targets).size < moves.length;
    return { moves, hasDuplicates, appended: hasDuplicates ? null : (shape?.append(targets) ?? null) };
  });
  return (draft) => {
    const { moves, hasDuplicates, appended } = mappingOf(draft);
    if (moves.length === 0) return "no_match";
    // Values are those from before the rule, even of labels that it writes.
    const values: string[] = [];
    for (const { from } of moves) values.push(draft.get(from));
    if (appended !== null) draft.append(appended, values);
    else if (hasDuplicates) writeDuplicates(draft, moves, values, !semantics.hasSortedLabelmap);
    else for (let i = 0; i < moves.length; i++) draft.set(moves[i]?.to ?? "", values[i] ?? "");
    return "matched";
  };
}

/** The last value wins, and no label is written twice. */
function writeDuplicates(draft: Draft, moves: Mapping["moves"], values: readonly string[], isUndefined: boolean): void {
  const written = new Map<string, string>();
  moves.forEach(({ to }, i) => {
    const value = values[i] ?? "";
    if (isUndefined && (written.get(to) ?? value) !== value) draft.collisions?.push(to);
    written.set(to, value);
  });
  for (const [name, value] of written) draft.set(name, value);
}

function prepareRemoval(isUnwanted: (name: string) => boolean): RunRule {
  const unwantedOf = rememberByShape((names) => names.filter(isUnwanted));
  return (draft) => {
    const unwanted = unwantedOf(draft);
    for (const name of unwanted) draft.set(name, "");
    return unwanted.length === 0 ? "no_match" : "matched";
  };
}

function joinSources({ source_labels, separator }: CheckedRule, draft: Draft): string {
  const [first] = source_labels;
  if (first === undefined) return "";
  let text = draft.get(first);
  for (let i = 1; i < source_labels.length; i++) text += separator + draft.get(source_labels[i] ?? "");
  return text;
}

function write(draft: Draft, name: string, value: string): RuleOutcome {
  draft.set(name, value);
  return "matched";
}
