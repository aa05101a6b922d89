import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import { mayWrite, type RuleFacts } from "./rule-facts";

/** Two filters of the same labels that no target can pass: what one lets through the other drops. */
export const filtersContradict: RuleCheck = {
  name: "filters-contradict",
  isForMetrics: true,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_namespace]
  regex: kube-.*
  action: drop
- source_labels: [__meta_kubernetes_namespace]
  regex: kube-system
  action: keep
`,
    right: `- source_labels: [__meta_kubernetes_namespace]
  regex: kube-system
  action: keep
`,
  },
  find: ({ rules }) =>
    rules.flatMap((later, place) => {
      if (later.action !== "keep" && later.action !== "drop") return [];
      const earlier = rules.slice(0, place).find((rule) => contradict(rule, later) && isUntouched(rules, rule, later));
      return earlier === undefined ? [] : [toFinding(earlier, later)];
    }),
};

function toFinding(earlier: RuleFacts, later: RuleFacts): Finding {
  const labels = later.complete.source_labels.join(", ");
  const parameters = { other: earlier.index + 1, labels, first: earlier.action, second: later.action };
  return findingAt("filters-contradict", later, { parameters });
}

function contradict(earlier: RuleFacts, later: RuleFacts): boolean {
  if (!isSameSource(earlier, later)) return false;
  const isSameRegex = earlier.complete.regex === later.complete.regex;
  switch (`${earlier.action} ${later.action}`) {
    case "keep keep":
      return (
        allOf(earlier, (text) => later.regex.match(text) === null) || allOf(later, (text) => earlier.regex.match(text) === null)
      );
    case "keep drop":
      return isSameRegex || allOf(earlier, (text) => later.regex.match(text) !== null);
    case "drop keep":
      return isSameRegex || allOf(later, (text) => earlier.regex.match(text) !== null);
    default:
      return false;
  }
}

function isSameSource({ complete: a }: RuleFacts, { complete: b }: RuleFacts): boolean {
  return (
    a.source_labels.length > 0 &&
    a.source_labels.length === b.source_labels.length &&
    a.source_labels.every((name, i) => name === b.source_labels[i]) &&
    (a.separator === b.separator || a.source_labels.length === 1)
  );
}

/** True of every value that the regex matches, when they can be listed. */
function allOf({ texts }: RuleFacts, holds: (text: string) => boolean): boolean {
  return texts !== null && texts.length > 0 && texts.every(holds);
}

function isUntouched(rules: readonly RuleFacts[], from: RuleFacts, to: RuleFacts): boolean {
  const between = rules.filter(({ index }) => from.index < index && index < to.index);
  return to.complete.source_labels.every((label) => !between.some((rule) => mayWrite(rule, label)));
}
