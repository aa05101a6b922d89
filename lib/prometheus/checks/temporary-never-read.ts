import { findingAt, type RuleCheck } from "./rule-check";
import { reads, writtenLabel } from "./rule-facts";

/** Labels with two underscores that mean something to Prometheus. */
const KNOWN = /^__(?:address__|scheme__|metrics_path__|scrape_interval__|scrape_timeout__|param_|name__$)/;

/** A hidden label that no later rule looks at: it is gone before the first series is stored. */
export const temporaryNeverRead: RuleCheck = {
  name: "temporary-never-read",
  isForMetrics: false,
  isFlow: true,
  example: {
    wrong: `- source_labels: [__address__]
  modulus: 4
  target_label: __tmp_shard
  action: hashmod
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
  find: ({ rules }) =>
    rules.flatMap((facts, place) => {
      const label = writtenLabel(facts);
      if (label === null || !label.startsWith("__") || KNOWN.test(label)) return [];
      if (rules.slice(place + 1).some((later) => reads(later, label))) return [];
      // A hash is made to be kept or dropped by; a copy may only be a leftover.
      const severity = facts.action === "hashmod" ? "warning" : "info";
      return [findingAt("temporary-never-read", facts, { severity, field: "target_label", parameters: { label } })];
    }),
};
