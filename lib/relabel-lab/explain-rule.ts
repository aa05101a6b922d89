import { type RelabelRule, withDefaults } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import { type Explanation, explanation } from "./explanation";

/** Says in plain words what a rule does, from its content. */
export function explainRule(rule: RelabelRule, _version: RelabelVersion): Explanation {
  const { action } = withDefaults(rule);
  return explanation("rule.unknown", { action: action ?? "" });
}
