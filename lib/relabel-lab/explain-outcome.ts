import { compileRegex } from "@/lib/relabel/regex";
import { parseRegex } from "@/lib/relabel/regex-tree";
import { type CompleteRule, type RelabelRule, withDefaults } from "@/lib/relabel/relabel-rule";
import { type RelabelVersion, semanticsOf } from "@/lib/relabel/semantics";
import { describeRegex, sayMust } from "./explain-condition";
import { explainSource, explainTarget } from "./explain-label";
import { type Explanation, explanation } from "./explanation";
import { conditionsOf, explainSources, piecesOf } from "./rule-sources";

/** How a target ended: `rule` dropped it, having seen its labels; or it was kept. An error has a problem of its own. */
export type ExplainedOutcome =
  | { readonly kind: "kept"; readonly scrapeUrl: string }
  | {
      readonly kind: "dropped";
      /** Place of the rule, from 0. */
      readonly ruleIndex: number;
      readonly rule: RelabelRule;
      /** Labels of the target when it came to that rule. */
      readonly labels: Readonly<Record<string, string>>;
    };

const VALUE_LENGTH_MAX = 120;

/** Says in plain words how a target ended, and why. */
export function explainOutcome(outcome: ExplainedOutcome, version: RelabelVersion): Explanation {
  if (outcome.kind === "kept") return explanation("outcome.kept", { url: outcome.scrapeUrl });
  const rule = withDefaults(outcome.rule);
  const number = outcome.ruleIndex + 1;
  const reason = reasonOf(rule, outcome.labels, version);
  return explanation("outcome.dropped", { number, reason });
}

function reasonOf(rule: CompleteRule, labels: Readonly<Record<string, string>>, version: RelabelVersion): Explanation {
  const value = rule.source_labels.map((name) => labels[name] ?? "").join(rule.separator);
  switch (rule.action?.toLowerCase()) {
    case "keep":
      return rule.source_labels.length === 0 ? explanation("reason.keeps_nothing") : notKept(rule, labels, value, version);
    case "drop":
      return rule.source_labels.length === 0 ? explanation("reason.drops_all") : matched(rule, labels, value);
    case "dropequal":
      return explanation("reason.equal", equality(rule, labels, value));
    default:
      return explanation("reason.not_equal", equality(rule, labels, value));
  }
}

function equality(rule: CompleteRule, labels: Readonly<Record<string, string>>, value: string) {
  return {
    source: explainSources(rule),
    value: sayValue(value),
    target: explainTarget(rule.target_label),
    other: sayValue(labels[rule.target_label] ?? ""),
  };
}

/** Names the labels whose part of the regex did not match; all of them when that cannot be told. */
function notKept(
  rule: CompleteRule,
  labels: Readonly<Record<string, string>>,
  value: string,
  version: RelabelVersion,
): Explanation {
  const failed = (piecesOf(rule) ?? []).flatMap(({ label, piece }) => {
    const text = rule.regex.slice(piece.start, piece.end);
    const regex = compileRegex(text, semanticsOf(version));
    const isMatch = regex.ok && regex.value.match(labels[label] ?? "") !== null;
    const condition = describeRegex(piece.root, text);
    if (isMatch || condition.kind === "anything") return [];
    return [
      explanation("reason.must", {
        source: explainSource(label),
        value: sayValue(labels[label] ?? ""),
        must: sayMust(condition),
      }),
    ];
  });
  if (failed.length > 0) return explanation("clause.all", { items: { join: "clauses", items: failed } });
  const condition = describeRegex(parseRegex(rule.regex)?.root ?? null, rule.regex);
  const must = sayMust(condition.kind === "anything" ? { kind: "matches", parameters: { regex: rule.regex } } : condition);
  return explanation("reason.must", { source: explainSources(rule), value: sayValue(value), must });
}

/** What the drop rule asked for was there. */
function matched(rule: CompleteRule, labels: Readonly<Record<string, string>>, value: string): Explanation {
  const asked = conditionsOf(rule).filter(({ label, condition }) => label !== null && condition.kind !== "anything");
  if (asked.length === 0) return explanation("reason.was", { source: explainSources(rule), value: sayValue(value) });
  const items = asked.map(({ label, source }) =>
    explanation("reason.was", { source, value: sayValue(labels[label ?? ""] ?? "") }),
  );
  return explanation("clause.all", { items: { join: "clauses", items } });
}

function sayValue(value: string): Explanation {
  if (value === "") return explanation("missing");
  const text = value.length > VALUE_LENGTH_MAX ? `${value.slice(0, VALUE_LENGTH_MAX)}…` : value;
  return explanation("quoted", { text });
}
