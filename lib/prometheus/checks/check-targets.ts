import type { KeptTarget } from "@/lib/prometheus/target-pipeline";
import type { LabelSet } from "@/lib/relabel/label-set";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import type { Finding, Rules } from "./finding";
import { toRuleFacts } from "./rule-facts";
import type { CheckedTally } from "./target-check";
import { TARGET_CHECKS } from "./target-checks";

/** Of a list that is longer on purpose the first rules are looked at. */
const RULES_MAX = 500;

/** Labels looked at for what they show of a rule, not counted: this many targets show it. */
const DISCOVERED_MAX = 2_000;

/** Loaded targets and what the rules made of them. */
export type CheckTargetsInput = {
  readonly rules: Rules;
  /** Of the rules that ran: a rule that is switched off has none. */
  readonly tallies: readonly CheckedTally[];
  readonly kept: Iterable<KeptTarget>;
  /** Labels as they entered the rules; the checks look at the first two thousand. */
  readonly discovered?: Iterable<LabelSet>;
  /** All loaded targets, dropped and refused ones too. */
  readonly targetCount: number;
  readonly version: RelabelVersion;
};

/** Finds what is suspicious in what the rules did to the loaded targets; first what concerns no single rule. */
export function checkTargets(input: CheckTargetsInput): Finding[] {
  const facts = input.rules
    .slice(0, RULES_MAX)
    .map((rule, index) => (rule === null ? null : toRuleFacts(rule, index, input.version)));
  const ran = new Set(input.tallies.map(({ index }) => index));
  const context = {
    rules: facts.filter((one) => one !== null && ran.has(one.index)).filter((one) => one !== null),
    tallies: input.tallies,
    kept: [...input.kept],
    discovered: takeFirst(input.discovered ?? [], DISCOVERED_MAX),
    targetCount: input.targetCount,
    version: input.version,
  };
  return TARGET_CHECKS.flatMap(({ find }) => find(context));
}

function takeFirst<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    if (taken.length === count) break;
    taken.push(item);
  }
  return taken;
}
