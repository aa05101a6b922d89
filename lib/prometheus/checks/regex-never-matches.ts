import { occurrencesMax } from "@/lib/relabel/regex-language";
import { canMatch } from "@/lib/relabel/regex-possible";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import { hasRegex, type RuleFacts } from "./rule-facts";

/** A regex that no value can match: `keep` drops every target, any other action does nothing. */
export const regexNeverMatches: RuleCheck = {
  name: "regex-never-matches",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_service_name]
  regex: default
  action: keep
`,
    right: `- source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_service_name]
  regex: default;.*
  action: keep
`,
  },
  find: ({ rules }) => rules.filter(hasRegex).flatMap(check),
};

function check(facts: RuleFacts): Finding[] {
  const why = reasonOf(facts);
  if (why === null) return [];
  const effect = facts.action === "keep" ? "drops_all" : "no_effect";
  const parameters = { why, effect, regex: facts.complete.regex, separator: facts.complete.separator };
  const field = facts.complete.hasRegex ? "regex" : undefined;
  return [findingAt("regex-never-matches", facts, { parameters, ...(field === undefined ? {} : { field }) })];
}

function reasonOf({ action, complete, tree, regex }: RuleFacts): "impossible" | "separator" | "no_source" | null {
  if (tree !== null && !canMatch(tree.root)) return "impossible";
  if (action === "labelmap" || action === "labeldrop" || action === "labelkeep") return null;
  const { source_labels, separator } = complete;
  // Nothing is matched against, and that is not what the regex wants.
  if (source_labels.length === 0) return regex.match("") === null ? "no_source" : null;
  const needed = source_labels.length - 1;
  const isOneCharacter = [...separator].length === 1;
  if (tree === null || needed === 0 || !isOneCharacter) return null;
  return occurrencesMax(tree.root, separator) < needed ? "separator" : null;
}
