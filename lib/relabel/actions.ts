import { toLowerCase, toUpperCase } from "./case-mapping";
import { EFFORT_BASE, EFFORT_MAX, EFFORT_PER_CHARACTER } from "./effort";
import { type Groups, parseTemplate } from "./expand";
import { hashmod } from "./hashmod";
import type { Draft } from "./label-draft";
import { isAllowedName } from "./label-name";
import { compareNames } from "./label-order";
import { type LabelShape, rememberByShape } from "./label-shape";
import type { Regex } from "./regex";
import type { RelabelAction } from "./relabel-config";
import type { CheckedRule } from "./relabel-rule";
import type { RelabelSemantics } from "./semantics";

/**
 * What a rule did with a target: it ends here, or the rule applied to it, or the rule did not concern it. "exceeded": the
 * rules together want more work than one target may make (`EFFORT_MAX`), and this one was not run.
 */
export type RuleOutcome = "dropped" | "matched" | "no_match" | "exceeded";

export type RunRule = (draft: Draft) => RuleOutcome;

type Prepare = (rule: CheckedRule, regex: Regex, semantics: RelabelSemantics) => RunRule;

/** Every action of Prometheus, each prepared once per rule and then run per target. */
export const ACTIONS: Record<RelabelAction, Prepare> = {
  replace: prepareReplace,

  keep: (rule, regex) => onSources(rule, regex.effortOf, (text) => (regex.match(text) === null ? "dropped" : "matched")),

  drop: (rule, regex) => onSources(rule, regex.effortOf, (text) => (regex.match(text) === null ? "no_match" : "dropped")),

  keepequal: (rule) => onSources(rule, copying, (text, draft) => (draft.get(rule.target_label) === text ? "matched" : "dropped")),

  dropequal: (rule) =>
    onSources(rule, copying, (text, draft) => (draft.get(rule.target_label) === text ? "dropped" : "no_match")),

  hashmod: (rule) => onSources(rule, transforming, (text, draft) => write(draft, rule.target_label, hashmod(text, rule.modulus))),

  lowercase: (rule, _regex, { unicode }) =>
    onSources(rule, transforming, (text, draft) => write(draft, rule.target_label, toLowerCase(text, unicode))),

  uppercase: (rule, _regex, { unicode }) =>
    onSources(rule, transforming, (text, draft) => write(draft, rule.target_label, toUpperCase(text, unicode))),

  labelmap: prepareLabelmap,

  labeldrop: (_rule, regex) => prepareRemoval(regex, (name) => regex.match(name) !== null),

  labelkeep: (_rule, regex) => prepareRemoval(regex, (name) => regex.match(name) === null),
};

const copying = (length: number) => length * EFFORT_PER_CHARACTER.copy;
const transforming = (length: number) => length * EFFORT_PER_CHARACTER.transform;

function prepareReplace(rule: CheckedRule, regex: Regex, semantics: RelabelSemantics): RunRule {
  const nameFor = prepareTarget(rule, regex, semantics);
  const template = parseTemplate(rule.replacement, semantics.unicode);
  const valueFor = regex.expander(template);
  // At worst every part of the replacement is the whole text.
  const effortOf = (length: number) => regex.effortOf(length) + length * template.length;
  return onSources(rule, effortOf, (text, draft) => {
    const groups = regex.match(text);
    if (groups === null) return "no_match";
    const name = nameFor(groups);
    const value = name === null ? "" : valueFor(groups);
    if (name !== null && value !== "") return write(draft, name, value);
    if (semantics.deletesUnexpandedTarget) return write(draft, rule.target_label, "");
    return name === null ? "matched" : write(draft, name, "");
  });
}

/** The name that a match writes to; null when it would be none. */
function prepareTarget(
  { target_label }: CheckedRule,
  regex: Regex,
  semantics: RelabelSemantics,
): (groups: Groups) => string | null {
  const template = parseTemplate(target_label, semantics.unicode);
  const expand = regex.expander(template);
  const check = (name: string) => (isAllowedName(name, semantics.writtenNames) ? name : null);
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
  const replacement = parseTemplate(rule.replacement, semantics.unicode);
  const effortOf = effortOfNames((length) => regex.effortOf(length) + length * replacement.length);
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
    if (!draft.spend(effortOf(draft))) return "exceeded";
    const mapping = mappingOf(draft);
    if (mapping.moves.length === 0) return "no_match";
    writeMapping(draft, mapping, !semantics.hasSortedLabelmap);
    return "matched";
  };
}

function writeMapping(draft: Draft, { moves, hasDuplicates, appended }: Mapping, isUndefined: boolean): void {
  // Values are those from before the rule, even of labels that it writes.
  const values: string[] = [];
  for (const { from } of moves) values.push(draft.get(from));
  if (appended !== null) draft.append(appended, values);
  else if (hasDuplicates) writeDuplicates(draft, moves, values, isUndefined);
  else for (let i = 0; i < moves.length; i++) draft.set(moves[i]?.to ?? "", values[i] ?? "");
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

function prepareRemoval(regex: Regex, isUnwanted: (name: string) => boolean): RunRule {
  const effortOf = effortOfNames(regex.effortOf);
  const unwantedOf = rememberByShape((names) => names.filter(isUnwanted));
  return (draft) => {
    if (!draft.spend(effortOf(draft))) return "exceeded";
    const unwanted = unwantedOf(draft);
    for (const name of unwanted) draft.set(name, "");
    return unwanted.length === 0 ? "no_match" : "matched";
  };
}

/** Effort of a rule that looks at every name, at worst; the same whether or not its result is remembered. */
function effortOfNames(effortOf: (length: number) => number) {
  return rememberByShape((names) => {
    let effort = EFFORT_BASE;
    for (const name of names) effort += EFFORT_BASE + effortOf(name.length);
    return effort;
  });
}

/** Prepares a rule that works on the joined values of its source labels. */
function onSources(
  rule: CheckedRule,
  effortOf: (length: number) => number,
  act: (text: string, draft: Draft) => RuleOutcome,
): RunRule {
  return (draft) => {
    const text = joinSources(rule, draft);
    const effort = text.length > EFFORT_MAX ? Number.POSITIVE_INFINITY : EFFORT_BASE + effortOf(text.length);
    return draft.spend(effort) ? act(text, draft) : "exceeded";
  };
}

function joinSources({ source_labels, separator }: CheckedRule, draft: Draft): string {
  const [first] = source_labels;
  if (first === undefined) return "";
  let text = draft.get(first);
  for (let i = 1; i < source_labels.length; i++) {
    text += separator + draft.get(source_labels[i] ?? "");
    // More than any rule may work on; strings have a largest length, too.
    if (text.length > EFFORT_MAX) break;
  }
  return text;
}

function write(draft: Draft, name: string, value: string): RuleOutcome {
  draft.set(name, value);
  return "matched";
}
