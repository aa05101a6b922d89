import { parseRegex } from "@/lib/relabel/regex-tree";
import type { CompleteRule } from "@/lib/relabel/relabel-rule";
import { findReferences } from "@/lib/relabel/template-references";
import { sayIs } from "./explain-condition";
import { explainSource, explainTarget } from "./explain-label";
import type { RuleSubject } from "./explain-rule";
import { constantText, explainOneReference, explainTemplate } from "./explain-template";
import { type Explanation, explanation } from "./explanation";
import { conditionsOf, explainClauses, explainSources, piecesOf } from "./rule-sources";

/** "Copies the pod name into label pod." */
export function explainReplace(rule: CompleteRule, what: RuleSubject): Explanation {
  const target = explainTarget(
    rule.target_label.includes("$") ? explainTemplate(rule.target_label, piecesOf(rule)) : rule.target_label,
  );
  return explainCopy(rule, target) ?? explainSetting(rule, target, what);
}

/** One whole value, or several joined, go where they are told to. */
function explainCopy(rule: CompleteRule, target: Explanation): Explanation | null {
  const { source_labels, replacement, regex } = rule;
  const [label] = source_labels;
  const isFirst = /^\$(?:1|\{1\})$/.test(replacement);
  const isAll = isFirst && regex === "(.*)";
  if (label === undefined) return null;
  if (source_labels.length > 1) return isAll ? explanation("rule.join", { source: explainSources(rule), target }) : null;
  const [condition] = conditionsOf(rule).map((one) => one.condition);
  const pieces = piecesOf(rule);
  const isWhole = isFirst && pieces !== null && holdsWhole(rule);
  if (condition === undefined || !(isAll || isWhole)) return null;
  const parameters = { source: explainSource(label), target };
  return condition.kind === "anything"
    ? explanation("rule.copy", parameters)
    : explanation("rule.copy_if", { ...parameters, is: sayIs(condition) });
}

/** Is the one group of the regex the whole of it? Brackets that belong together stand at its ends. */
function holdsWhole(rule: CompleteRule): boolean {
  const [piece] = piecesOf(rule) ?? [];
  const root = piece?.piece.root;
  return root?.kind === "group" && root.index === 1;
}

function explainSetting(rule: CompleteRule, target: Explanation, what: RuleSubject): Explanation {
  const pieces = piecesOf(rule);
  const clauses = rule.source_labels.length === 0 ? null : explainClauses(conditionsOf(rule));
  const ending = clauses === null ? "" : "_where";
  const more = clauses === null ? {} : { clauses, what };
  if (isNothing(rule)) return explanation(`rule.remove${ending}`, { target, ...more });
  const source = explainOneReference(rule.replacement, pieces);
  if (source?.key === "part")
    return explanation(`rule.copy_part${ending}`, { source: source.parameters.of ?? "", target, ...more });
  if (source !== null) return explanation(`rule.copy${ending}`, { source, target, ...more });
  const text = constantText(rule.replacement);
  const value = text === null ? explainTemplate(rule.replacement, pieces) : explanation("quoted", { text });
  return explanation(`rule.set${ending}`, { target, value, ...more });
}

/** Is what it writes always empty? Without source labels every group is, and one that does not exist is, too. */
function isNothing({ replacement, regex, source_labels }: CompleteRule): boolean {
  const [reference, ...more] = findReferences(replacement);
  if (reference === undefined) return constantText(replacement) === "";
  if (more.length > 0 || reference.start > 0 || reference.end < replacement.length) return false;
  const groups = parseRegex(regex)?.groups;
  const isThere = (number: number | null) =>
    number === null ? groups?.some(({ name }) => name === reference.name) : number <= (groups?.length ?? 0);
  const isMissing = groups !== undefined && !isThere(reference.group);
  return source_labels.length === 0 || isMissing;
}
