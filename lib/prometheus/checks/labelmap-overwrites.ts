import { parseTemplate } from "@/lib/relabel/expand";
import type { LabelSet } from "@/lib/relabel/label-set";
import { findingAt } from "./rule-check";
import type { RuleFacts } from "./rule-facts";
import type { TargetCheck } from "./target-check";

/** A labelmap that gives a label of a loaded target two different values, or overwrites one that was there. */
export const labelmapOverwrites: TargetCheck = {
  name: "labelmap-overwrites",
  example: {
    wrong: `- regex: __meta_kubernetes_pod_label_(.+)
  action: labelmap
`,
    right: `- regex: __meta_kubernetes_pod_label_(.+)
  replacement: pod_label_$1
  action: labelmap
`,
  },
  find: ({ rules, discovered }) =>
    rules
      .filter(({ action }) => action === "labelmap")
      .flatMap((facts) => {
        const newNameOf = memoised(facts);
        const counts = new Map<string, number>();
        for (const labels of discovered) {
          for (const label of overwritten(labels, newNameOf)) counts.set(label, (counts.get(label) ?? 0) + 1);
        }
        const [label, ...others] = counts.keys();
        if (label === undefined) return [];
        const parameters = { label, targets: counts.get(label) ?? 0, others: others.length };
        return [findingAt("labelmap-overwrites", facts, { field: "regex", parameters })];
      }),
};

/** New name of a label, null when the rule does not concern it. Targets of one job have much the same names. */
function memoised({ regex, complete }: RuleFacts): (name: string) => string | null {
  const known = new Map<string, string | null>();
  const replacement = parseTemplate(complete.replacement);
  return (name) => {
    const seen = known.get(name);
    if (seen !== undefined) return seen;
    const newName = regex.match(name) === null ? null : regex.replaceAll(name, replacement);
    known.set(name, newName);
    return newName;
  };
}

function overwritten(labels: LabelSet, newNameOf: (name: string) => string | null): Set<string> {
  const found = new Set<string>();
  const written = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const newName = newNameOf(name);
    if (newName === null) continue;
    const before = written.get(newName) ?? labels[newName];
    if (before !== undefined && before !== value) found.add(newName);
    written.set(newName, value);
  }
  return found;
}
