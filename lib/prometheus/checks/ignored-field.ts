import type { RelabelAction } from "@/lib/relabel/relabel-config";
import type { CompleteRule, RelabelField } from "@/lib/relabel/relabel-rule";
import { findingAt, type RuleCheck } from "./rule-check";

/** What each action looks at. Prometheus itself refuses more for the actions that are not here. */
const USED: Partial<Record<RelabelAction, readonly RelabelField[]>> = {
  replace: ["source_labels", "separator", "regex", "target_label", "replacement"],
  keep: ["source_labels", "separator", "regex"],
  drop: ["source_labels", "separator", "regex"],
  hashmod: ["source_labels", "separator", "modulus", "target_label"],
  labelmap: ["regex", "replacement"],
  lowercase: ["source_labels", "separator", "target_label"],
  uppercase: ["source_labels", "separator", "target_label"],
};

/** Defaults that people write out, and tools print: nobody expects anything of them. */
const IS_DEFAULT: Readonly<Partial<Record<RelabelField, (rule: CompleteRule) => boolean>>> = {
  source_labels: ({ source_labels }) => source_labels.length === 0,
  separator: ({ separator }) => separator === ";",
  regex: ({ regex }) => regex === "(.*)",
  modulus: ({ modulus }) => modulus === 0n,
  target_label: ({ target_label }) => target_label === "",
  replacement: ({ replacement }) => replacement === "$1",
};

/** A field that the action of the rule does not look at. */
export const ignoredField: RuleCheck = {
  name: "ignored-field",
  isForMetrics: true,
  isFlow: false,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_label_app]
  regex: (.+)
  target_label: app
  action: keep
`,
    right: `- source_labels: [__meta_kubernetes_pod_label_app]
  regex: (.+)
  target_label: app
  action: replace
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts) => {
      const used = USED[facts.action];
      if (used === undefined) return [];
      const ignored = Object.entries(IS_DEFAULT).filter(
        ([field, isDefault]) => !used.some((one) => one === field) && !isDefault(facts.complete),
      );
      return ignored.map(([name]) => {
        const field = name as RelabelField;
        const isTelling = field === "target_label" || field === "source_labels";
        const severity = isTelling ? "warning" : "info";
        return findingAt("ignored-field", facts, { severity, field, parameters: { field, action: facts.action } });
      });
    }),
};
