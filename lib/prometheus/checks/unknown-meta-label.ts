import { nearestKubernetesLabel, parseKubernetesLabel } from "@/lib/prometheus/kubernetes-labels";
import { replaceField } from "./field-fix";
import { findingAt, type RuleCheck } from "./rule-check";
import { mayWrite } from "./rule-facts";

/** A label that looks like one of Kubernetes discovery, and that no role has. */
export const unknownMetaLabel: RuleCheck = {
  name: "unknown-meta-label",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_nodename]
  target_label: node
`,
    right: `- source_labels: [__meta_kubernetes_pod_node_name]
  target_label: node
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts, place) => {
      const { source_labels } = facts.complete;
      const label = source_labels.find(
        (name) => parseKubernetesLabel(name) === "unknown" && !rules.slice(0, place).some((earlier) => mayWrite(earlier, name)),
      );
      if (label === undefined || facts.action === "labelmap") return [];
      const nearest = nearestKubernetesLabel(label);
      const meant = source_labels.map((name) => (name === label && nearest !== null ? nearest : name));
      const fixes = nearest === null ? [] : [replaceField(facts, "source_labels", meant)];
      const parameters = { label, nearest: nearest ?? "", hasNearest: nearest === null ? "no" : "yes" };
      return [findingAt("unknown-meta-label", facts, { field: "source_labels", parameters, fixes })];
    }),
};
