import { needsLabel } from "./label-flow";
import { findingAt, type RuleCheck } from "./rule-check";
import { mayWrite } from "./rule-facts";

/**
 * `__tmp` labels are promised to rules, so nothing but an earlier rule can have written one.
 * Beside other labels, a regex that takes an empty one as well leaves room for rules that are not there yet.
 */
export const temporaryNeverWritten: RuleCheck = {
  name: "temporary-never-written",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__tmp_shard]
  regex: "1"
  action: keep
`,
    right: `- source_labels: [__address__]
  modulus: 4
  target_label: __tmp_shard
  action: hashmod
- source_labels: [__tmp_shard]
  regex: "1"
  action: keep
`,
  },
  find: ({ rules, version }) =>
    rules.flatMap((facts, place) => {
      const label = facts.complete.source_labels.find(
        (name) =>
          name.startsWith("__tmp") &&
          !rules.slice(0, place).some((earlier) => mayWrite(earlier, name)) &&
          (facts.complete.source_labels.length === 1 || needsLabel(facts, name, version)),
      );
      if (label === undefined || facts.action === "labelmap") return [];
      return [findingAt("temporary-never-written", facts, { field: "source_labels", parameters: { label } })];
    }),
};
