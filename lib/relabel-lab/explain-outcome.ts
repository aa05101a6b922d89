import type { RelabelRule } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import { type Explanation, explanation } from "./explanation";

/** How a target ended: `rule` dropped it, having seen `value`; or it was kept. An error has a problem of its own. */
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

/** Says in plain words how a target ended, and why. */
export function explainOutcome(outcome: ExplainedOutcome, _version: RelabelVersion): Explanation {
  if (outcome.kind === "kept") return explanation("outcome.kept", { url: outcome.scrapeUrl });
  return explanation("outcome.dropped", { number: outcome.ruleIndex + 1 });
}
