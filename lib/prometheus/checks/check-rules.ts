import type { CheckRulesOptions, Finding, Rules } from "./finding";
import { RULE_CHECKS } from "./rule-checks";
import { toRuleFacts } from "./rule-facts";

/** Some checks compare every rule with every other; lists are longer than this only on purpose. */
const RULES_MAX = 500;

/**
 * Finds what is suspicious in rules, from their text alone; in the order of the rules.
 * Of a very long list the first five hundred are looked at. Rules that Prometheus refuses have problems of their own and are passed over, as are empty items.
 */
export function checkRules(rules: Rules, { version, scrapeConfig, kind = "target" }: CheckRulesOptions): Finding[] {
  const looked = rules.slice(0, RULES_MAX);
  const read = looked.map((rule, index) => (rule === null ? null : toRuleFacts(rule, index, version)));
  const isComplete = looked.length === rules.length && read.every((facts, index) => facts !== null || rules[index] === null);
  const context = { rules: read.filter((facts) => facts !== null), version, job: scrapeConfig ?? null, kind };
  return RULE_CHECKS.filter(({ isForMetrics }) => kind === "target" || isForMetrics)
    .filter(({ isFlow }) => isComplete || !isFlow)
    .flatMap(({ find }) => find(context))
    .sort((a, b) => Number(a.path[0]) - Number(b.path[0]));
}
