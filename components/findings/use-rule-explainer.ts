"use client";

import { useCallback } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import { type ExplainedOutcome, explainOutcome } from "@/lib/relabel-lab/explain-outcome";
import { explainRule, type RuleSubject } from "@/lib/relabel-lab/explain-rule";
import type { Explanation } from "@/lib/relabel-lab/explanation";
import { sayExplanation } from "@/lib/relabel-lab/say-explanation";

/** Says a rule in plain words, in the language of the page. */
export function useRuleExplainer(
  version: RelabelVersion = NEWEST,
  subject: RuleSubject = "target",
): (rule: RelabelRule) => string {
  const say = useSay();
  return useCallback((rule: RelabelRule) => say(explainRule(rule, version, subject)), [say, version, subject]);
}

/** Says how a target ended, and why, in the language of the page. */
export function useOutcomeExplainer(version: RelabelVersion = NEWEST): (outcome: ExplainedOutcome) => string {
  const say = useSay();
  return useCallback((outcome: ExplainedOutcome) => say(explainOutcome(outcome, version)), [say, version]);
}

const NEWEST: RelabelVersion = { major: 3, minor: 5 };

/** Says an explanation in the language of the page. */
export function useSay(): (explanation: Explanation) => string {
  const t = useTranslations("explanations");
  const { list } = useFormatter();
  return useCallback(
    (explanation: Explanation) =>
      sayExplanation(explanation, {
        phrase: (key, parameters) => t(key as never, parameters as never),
        list: (items, join) => list(items, { type: join === "and" ? "conjunction" : "disjunction" }),
      }),
    [t, list],
  );
}
