import { constantLabels } from "./label-flow";
import { findingAt, type RuleCheck } from "./rule-check";

/** A hash of labels that are the same on every target by then: all targets fall into one shard. */
export const shardAfterRewrite: RuleCheck = {
  name: "shard-after-rewrite",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__meta_kubernetes_node_name]
  regex: (.+)
  target_label: __metrics_path__
  replacement: /api/v1/nodes/$1/proxy/metrics
- target_label: __address__
  replacement: kubernetes.default.svc:443
- source_labels: [__address__]
  modulus: 3
  target_label: __tmp_shard
  action: hashmod
- source_labels: [__tmp_shard]
  regex: "0"
  action: keep
`,
    right: `- source_labels: [__address__]
  modulus: 3
  target_label: __tmp_shard
  action: hashmod
- source_labels: [__tmp_shard]
  regex: "0"
  action: keep
- source_labels: [__meta_kubernetes_node_name]
  regex: (.+)
  target_label: __metrics_path__
  replacement: /api/v1/nodes/$1/proxy/metrics
- target_label: __address__
  replacement: kubernetes.default.svc:443
`,
  },
  find: ({ rules }) =>
    rules.flatMap((facts, place) => {
      if (facts.action !== "hashmod") return [];
      const constants = constantLabels(rules.slice(0, place));
      const { source_labels } = facts.complete;
      const [first] = source_labels.map((label) => constants.get(label));
      if (!source_labels.every((label) => constants.has(label))) return [];
      const labels = source_labels.join(", ");
      const parameters = { labels, other: first === undefined ? 0 : first.by.index + 1 };
      return [findingAt("shard-after-rewrite", facts, { field: "source_labels", parameters })];
    }),
};
