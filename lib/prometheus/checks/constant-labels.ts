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
