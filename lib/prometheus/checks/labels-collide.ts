import type { KeptTarget } from "@/lib/prometheus/target-pipeline";
import { compareNames } from "@/lib/relabel/label-order";
import type { LabelSet } from "@/lib/relabel/label-set";
import { problem } from "@/lib/result";
import type { Finding } from "./finding";
import type { TargetCheck } from "./target-check";

const EXAMPLE_LENGTH_MAX = 160;

/** Targets that end with the same labels: Prometheus writes their series into one another, or scrapes only one of them. */
export const labelsCollide: TargetCheck = {
  name: "labels-collide",
  example: {
    wrong: `- target_label: __address__
  replacement: kubernetes.default.svc:443
- source_labels: [__meta_kubernetes_node_name]
  regex: (.+)
  target_label: __metrics_path__
  replacement: /api/v1/nodes/$1/proxy/metrics
`,
    right: `- source_labels: [__meta_kubernetes_node_name]
  target_label: instance
- target_label: __address__
  replacement: kubernetes.default.svc:443
- source_labels: [__meta_kubernetes_node_name]
  regex: (.+)
  target_label: __metrics_path__
  replacement: /api/v1/nodes/$1/proxy/metrics
`,
  },
  find: ({ kept }) => {
    const groups = new Map<string, { count: number; first: KeptTarget; hasOtherUrl: boolean }>();
    for (const target of kept) {
      const identity = identityOf(target.publicLabels);
      const group = groups.get(identity);
      if (group === undefined) {
        groups.set(identity, { count: 1, first: target, hasOtherUrl: false });
      } else {
        group.count++;
        group.hasOtherUrl ||= group.first.scrapeUrl !== target.scrapeUrl;
      }
    }
    const collisions = [...groups.values()].filter(({ count }) => count > 1);
    return [
      toFinding(
        "series",
        collisions.filter(({ hasOtherUrl }) => hasOtherUrl),
      ),
      toFinding(
        "one_target",
        collisions.filter(({ hasOtherUrl }) => !hasOtherUrl),
      ),
    ].flat();
  },
};

function toFinding(effect: "series" | "one_target", groups: readonly { count: number; first: KeptTarget }[]): Finding[] {
  const [group] = groups;
  if (group === undefined) return [];
  const targets = groups.reduce((sum, { count }) => sum + count, 0);
  const example = exampleOf(group.first.publicLabels);
  const parameters = { effect, targets, sets: groups.length, example };
  return [{ ...problem("finding/labels-collide", { severity: "warning", parameters }), fixes: [] }];
}

function identityOf(labels: LabelSet): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}\u0000${labels[name]}\u0000`)
    .join("");
}

function exampleOf(labels: LabelSet): string {
  const names = Object.keys(labels).sort(compareNames);
  const text = `{${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(", ")}}`;
  return text.length > EXAMPLE_LENGTH_MAX ? `${text.slice(0, EXAMPLE_LENGTH_MAX)}…}` : text;
}
