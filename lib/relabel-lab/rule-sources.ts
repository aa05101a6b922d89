import { splitAtSeparator } from "@/lib/relabel/regex-pieces";
import { parseRegex } from "@/lib/relabel/regex-tree";
import type { CompleteRule } from "@/lib/relabel/relabel-rule";
import { type Condition, describeRegex, sayIs } from "./explain-condition";
import { explainPresence, explainSource } from "./explain-label";
import { isHost, type SourcePieces } from "./explain-template";
import { type Explanation, type ExplanationList, explanation } from "./explanation";

/** Source labels beside their parts of the regex; null when the regex does not say which part is whose. */
export function piecesOf({ regex, separator, source_labels }: CompleteRule): SourcePieces {
  const tree = parseRegex(regex);
  if (tree === null || source_labels.length === 0) return null;
  const pieces = splitAtSeparator(tree, separator, source_labels.length);
  return pieces === null
    ? null
    : source_labels.flatMap((label, i) => {
        const piece = pieces[i];
        return piece === undefined ? [] : [{ label, piece }];
      });
}

/** What is matched: one label, or several, joined. */
export function explainSources({ source_labels, separator }: CompleteRule): Explanation {
  const [only] = source_labels;
  if (source_labels.length === 1 && only !== undefined) return explainSource(only);
  if (only === undefined) return explanation("source.nothing");
  const items = source_labels.map(explainSource);
  return explanation(separator === "" ? "source.joined_plainly" : "source.joined", { items: { join: "and", items }, separator });
}

/** A source and what the regex asks of it. */
export type SourceCondition = { readonly label: string | null; readonly source: Explanation; readonly condition: Condition };

/** Everything that a rule asks of its targets, label by label where the regex says it so. */
export function conditionsOf(rule: CompleteRule): SourceCondition[] {
  const pieces = piecesOf(rule);
  if (pieces === null) {
    const root = parseRegex(rule.regex)?.root ?? null;
    return [{ label: null, source: explainSources(rule), condition: describeRegex(root, rule.regex) }];
  }
  return pieces.map(({ label, piece }) => {
    const regex = rule.regex.slice(piece.start, piece.end);
    // That an address has a host is nothing to ask for.
    const isTrivial = label === "__address__" && isHost(piece.root);
    const condition: Condition = isTrivial ? { kind: "anything" } : describeRegex(piece.root, regex);
    return { label, source: explainSource(label), condition };
  });
}

/** "whose namespace is exactly “default” and whose …"; null when nothing is asked. */
export function explainClauses(conditions: readonly SourceCondition[]): Explanation | null {
  const items = conditions.flatMap(({ label, source, condition }) => {
    if (condition.kind === "anything") return [];
    const present = label === null ? null : explainPresence(label);
    const isTrue = condition.kind === "exact" && condition.parameters.text === "true";
    if (present !== null && isTrue) return [explanation("clause.has", { of: present })];
    return [explanation("clause.whose", { source, is: sayIs(condition) })];
  });
  const list: ExplanationList = { join: "clauses", items };
  return items.length === 0 ? null : explanation("clause.all", { items: list });
}
