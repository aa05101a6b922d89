import { replaceField } from "./field-fix";
import type { Finding } from "./finding";
import { findingAt, type RuleCheck } from "./rule-check";
import { mayWrite, type RuleFacts } from "./rule-facts";

/** A source label spelt as Kubernetes spells it; discovery writes `_` for every character that a label name cannot hold. */
export const labelNotSanitised: RuleCheck = {
  name: "label-not-sanitised",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_label_app.kubernetes.io/name]
  target_label: app
`,
    right: `- source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_name]
  target_label: app
`,
  },
  find: ({ rules }) => rules.flatMap((facts, place) => check(facts, rules.slice(0, place))),
};

function check(facts: RuleFacts, earlier: readonly RuleFacts[]): Finding[] {
  const { source_labels } = facts.complete;
  const wrong = source_labels.filter((name) => isSpeltAsInKubernetes(name) && !earlier.some((rule) => mayWrite(rule, name)));
  const [label] = wrong;
  if (label === undefined) return [];
  const parameters = { label, sanitised: sanitise(label) };
  const fixes = [
    replaceField(
      facts,
      "source_labels",
      source_labels.map((name) => (wrong.includes(name) ? sanitise(name) : name)),
    ),
  ];
  return [findingAt("label-not-sanitised", facts, { field: "source_labels", parameters, fixes })];
}

/** A name of discovery that is not sanitised, or the key of an object's label as such: `app.kubernetes.io/name`. */
function isSpeltAsInKubernetes(name: string): boolean {
  if (name.startsWith("__meta_")) return name !== sanitise(name);
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]+\/[A-Za-z0-9]/.test(name);
}

function sanitise(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_]/gu, "_");
}
