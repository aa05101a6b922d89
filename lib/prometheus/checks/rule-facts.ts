import { compileRules } from "@/lib/relabel/compile";
import { compileRegex, type Regex } from "@/lib/relabel/regex";
import { matchesAnything, textsOf } from "@/lib/relabel/regex-language";
import { parseRegex, type RegexTree } from "@/lib/relabel/regex-tree";
import type { RelabelAction } from "@/lib/relabel/relabel-config";
import { type CompleteRule, type RelabelRule, withDefaults } from "@/lib/relabel/relabel-rule";
import { type RelabelVersion, semanticsOf } from "@/lib/relabel/semantics";
import { findReferences } from "@/lib/relabel/template-references";

/** A rule that Prometheus takes, with what several checks ask of it. */
export type RuleFacts = {
  /** Place in the list, from 0. */
  readonly index: number;
  readonly rule: RelabelRule;
  readonly complete: CompleteRule;
  readonly action: RelabelAction;
  readonly regex: Regex;
  /** null when the pattern is beyond what the checks can read. */
  readonly tree: RegexTree | null;
  /** Every value that the regex matches, when they can be listed. */
  readonly texts: readonly string[] | null;
  /** The regex matches whatever comes. */
  readonly isUnconditional: boolean;
};

const MATCHING = new Set<RelabelAction>(["replace", "keep", "drop", "labelmap", "labeldrop", "labelkeep"]);

/** Does the action look at its regex? */
export function hasRegex({ action }: RuleFacts): boolean {
  return MATCHING.has(action);
}

/** Prepares a rule for the checks; null for one that Prometheus refuses. */
export function toRuleFacts(rule: RelabelRule, index: number, version: RelabelVersion): RuleFacts | null {
  const compiled = compileRules([rule], version);
  const [only] = compiled.ok ? compiled.value : [];
  const complete = withDefaults(rule);
  const regex = compileRegex(complete.regex, semanticsOf(version));
  if (only === undefined || !regex.ok) return null;
  const tree = parseRegex(complete.regex);
  const isUnconditional = tree !== null && matchesAnything(tree.root);
  const texts = tree === null ? null : textsOf(tree.root);
  return { index, rule, complete, action: only.action, regex: regex.value, tree, texts, isUnconditional };
}

/** Maps labels of Kubernetes objects to names of their own, and no key there begins with an underscore. */
const MAPS_KEYS = /^__meta_kubernetes_\w+_(?:label|annotation)_\(\.[+*]\)$/;

/** The one label that a rule writes, when that can be told from its text. */
export function writtenLabel({ action, complete }: RuleFacts): string | null {
  if (action === "hashmod" || action === "lowercase" || action === "uppercase") return complete.target_label;
  return action === "replace" && !complete.target_label.includes("$") ? complete.target_label : null;
}

/** May the rule set, change or remove this label? False is certain. */
export function mayWrite(facts: RuleFacts, label: string): boolean {
  const { action, complete, regex } = facts;
  switch (action) {
    case "replace":
      return mayExpandTo(complete.target_label, label);
    case "hashmod":
    case "lowercase":
    case "uppercase":
      return complete.target_label === label;
    case "labelmap":
      return !(label.startsWith("__") && MAPS_KEYS.test(complete.regex)) && mayExpandTo(complete.replacement, label);
    case "labeldrop":
      return regex.match(label) !== null;
    case "labelkeep":
      return regex.match(label) === null;
    default:
      return false;
  }
}

/** Does the rule look at this label? */
export function reads({ action, complete, regex }: RuleFacts, label: string): boolean {
  if (action === "labelmap") return regex.match(label) !== null;
  if (action === "labeldrop" || action === "labelkeep") return false;
  if ((action === "keepequal" || action === "dropequal") && complete.target_label === label) return true;
  return complete.source_labels.includes(label);
}

/** May a template expand to this text? Compares only what stands before its first reference. */
function mayExpandTo(template: string, text: string): boolean {
  const [first] = findReferences(template);
  return first === undefined ? template === text : text.startsWith(template.slice(0, first.start));
}

/** The text that a replace rule writes whatever comes; null when it depends on the target. */
export function constantOf({ action, complete, isUnconditional }: RuleFacts): string | null {
  const isConstant = findReferences(complete.replacement).length === 0 && !complete.replacement.includes("$");
  return action === "replace" && isUnconditional && isConstant ? complete.replacement : null;
}
