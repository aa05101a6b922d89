import type { RelabelField } from "@/lib/relabel/relabel-rule";
import type { RelabelVersion } from "@/lib/relabel/semantics";
import { problem, type Severity } from "@/lib/result";
import type { CheckedJob, Finding, Fix, RulesKind } from "./finding";
import type { RuleFacts } from "./rule-facts";

/** Rules that Prometheus takes, with what the checks ask of them. */
export type RulesContext = {
  readonly rules: readonly RuleFacts[];
  readonly version: RelabelVersion;
  /** null when only the rules are known. */
  readonly job: CheckedJob | null;
  readonly kind: RulesKind;
};

/** One thing that can be wrong with rules although Prometheus takes them. */
export type RuleCheck = {
  readonly name: string;
  /** Does it hold for metric_relabel_configs as well? */
  readonly isForMetrics: boolean;
  /** Follows labels from rule to rule, so it must know all of them: silent while one of them cannot be read. */
  readonly isFlow: boolean;
  /** Rules that have the finding, and the same as they should be: shown to people, and tested. */
  readonly example: { readonly wrong: string; readonly right: string };
  readonly find: (context: RulesContext) => Finding[];
};

type Details = {
  readonly severity?: Severity;
  readonly parameters?: Readonly<Record<string, string | number>>;
  /** The field to point at; the whole rule without one. */
  readonly field?: RelabelField;
  readonly fixes?: readonly (Fix | null)[];
};

/** A finding at a rule; a warning unless told otherwise. */
export function findingAt(name: string, { index, rule }: RuleFacts, details: Details = {}): Finding {
  const { severity = "warning", parameters = {}, field, fixes = [] } = details;
  const range = (field === undefined ? undefined : rule.ranges?.[field]) ?? rule.ranges?.rule;
  const path = field === undefined ? [index] : [index, field];
  return {
    ...problem(`finding/${name}`, { severity, parameters, path, ...(range === undefined ? {} : { range }) }),
    fixes: fixes.filter((fix) => fix !== null),
  };
}
