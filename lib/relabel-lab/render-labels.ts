import type { LabelSet } from "@/lib/relabel/label-set";

/** `name="value"` lines, sorted: what `parseLabels` reads back and what Prometheus people paste. */
export function renderLabels(labels: LabelSet): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(labels[name])}\n`)
    .join("");
}
