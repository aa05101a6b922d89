import { findingAt } from "./rule-check";
import type { TargetCheck } from "./target-check";

/** A rule that changes and drops none of the loaded targets. */
export const ruleWithoutEffect: TargetCheck = {
  name: "rule-without-effect",
  example: {
    wrong: `- source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrap]
  regex: "false"
  action: drop
`,
    right: `- source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape]
  regex: "false"
  action: drop
`,
  },
  find: ({ rules, tallies, targetCount }) => {
    const byIndex = new Map(tallies.map((tally) => [tally.index, tally]));
    let reached = targetCount;
    return rules.flatMap((facts) => {
      const tally = byIndex.get(facts.index);
      if (tally === undefined) return [];
      const count = reached;
      reached -= tally.dropped;
      // A rule that no target comes to says nothing about itself.
      if (count === 0 || tally.dropped > 0 || tally.changed > 0) return [];
      const isFilter = facts.action === "keep" || facts.action === "keepequal";
      const effect = isFilter ? "keeps_all" : tally.matched > 0 ? "changes_none" : "matches_none";
      return [findingAt("rule-without-effect", facts, { severity: "info", parameters: { count, effect } })];
    });
  },
};
