import { compileRegex } from "@/lib/relabel/regex";
import { splitAtSeparator } from "@/lib/relabel/regex-pieces";
import { type RelabelVersion, semanticsOf } from "@/lib/relabel/semantics";
import { constantOf, mayWrite, type RuleFacts, writtenLabel } from "./rule-facts";

/** A label that has the same value on every target, and the rule that saw to it. */
export type ConstantLabel = { readonly value: string; readonly by: RuleFacts };

/** Labels that are the same on every target once the given rules have run. */
export function constantLabels(rules: readonly RuleFacts[]): ReadonlyMap<string, ConstantLabel> {
  const constants = new Map<string, ConstantLabel>();
  for (const rule of rules) {
    for (const label of constants.keys()) if (mayWrite(rule, label)) constants.delete(label);
    const label = writtenLabel(rule);
    const value = constantOf(rule);
    if (label !== null && value !== null && value !== "") constants.set(label, { value, by: rule });
  }
  return constants;
}

/** Does the rule surely not match when this one of its source labels is missing? */
export function needsLabel({ complete, tree }: RuleFacts, label: string, version: RelabelVersion): boolean {
  const { source_labels, separator, regex } = complete;
  const pieces = tree === null ? null : splitAtSeparator(tree, separator, source_labels.length);
  const piece = pieces?.[source_labels.indexOf(label)];
  const compiled = piece === undefined ? null : compileRegex(regex.slice(piece.start, piece.end), semanticsOf(version));
  return compiled?.ok === true && compiled.value.match("") === null;
}
