import { readAction } from "@/lib/relabel/check-rule";
import type { RelabelAction } from "@/lib/relabel/relabel-config";
import { type CompleteRule, type RelabelRule, withDefaults } from "@/lib/relabel/relabel-rule";
import { type RelabelVersion, semanticsOf } from "@/lib/relabel/semantics";
import { explainTarget } from "./explain-label";
import { explainLabelmap, explainLabelRemoval } from "./explain-names";
import { explainReplace } from "./explain-replace";
import { type Explanation, explanation } from "./explanation";
import { conditionsOf, explainClauses, explainSources } from "./rule-sources";

/** Rules are about targets, or about the series of a scrape (metric_relabel_configs). */
export type RuleSubject = "target" | "metric";

/** Says in plain words what a rule does, from its content. */
export function explainRule(rule: RelabelRule, version: RelabelVersion, subject: RuleSubject = "target"): Explanation {
  const complete = withDefaults(rule);
  const action = readAction(complete, semanticsOf(version));
  if (typeof action !== "string") return explanation("rule.unknown", { action: complete.action ?? "" });
  return ACTIONS[action](complete, subject);
}

type Explain = (rule: CompleteRule, what: RuleSubject) => Explanation;

const ACTIONS: Record<RelabelAction, Explain> = {
  replace: explainReplace,
  keep: explainFilter("keep"),
  drop: explainFilter("drop"),
  keepequal: explainEqual("keepequal"),
  dropequal: explainEqual("dropequal"),
  hashmod: (rule) =>
    explanation("rule.hashmod", {
      source: explainSources(rule),
      max: String(rule.modulus - 1n),
      target: explainTarget(rule.target_label),
    }),
  lowercase: (rule) => explanation("rule.lowercase", { source: explainSources(rule), target: explainTarget(rule.target_label) }),
  uppercase: (rule) => explanation("rule.uppercase", { source: explainSources(rule), target: explainTarget(rule.target_label) }),
  labelmap: explainLabelmap,
  labeldrop: explainLabelRemoval("labeldrop"),
  labelkeep: explainLabelRemoval("labelkeep"),
};

function explainFilter(action: "keep" | "drop"): Explain {
  return (rule, what) => {
    // Without source labels there is nothing that a regex could be about.
    const clauses = rule.source_labels.length === 0 ? null : explainClauses(conditionsOf(rule));
    if (clauses !== null) return explanation(`rule.${action}`, { clauses, what });
    return explanation(action === "keep" ? "rule.keep_all" : "rule.drop_all", { what });
  };
}

function explainEqual(action: "keepequal" | "dropequal"): Explain {
  return (rule, what) =>
    explanation(`rule.${action}`, { source: explainSources(rule), target: explainTarget(rule.target_label), what });
}
