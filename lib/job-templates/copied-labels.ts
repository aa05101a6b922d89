import { z } from "zod";
import type { RelabelConfig } from "@/lib/relabel/relabel-config";

/** Labels that the templates set themselves: a copied one would be overwritten at once. */
const OWN_LABELS = new Set(["cluster", "job", "instance", "namespace", "service", "pod", "node"]);

const KUBERNETES_LABEL = /^(?:[A-Za-z0-9][-A-Za-z0-9.]*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const labelKeySchema = z
  .string()
  .max(317)
  .regex(KUBERNETES_LABEL, { error: "template/kubernetes-label" })
  .refine((key) => /^[A-Za-z]/.test(key) && !OWN_LABELS.has(toLabelName(key)), { error: "template/label-not-copied" });

/** Which labels of the Kubernetes object become target labels: none, chosen ones, or all. */
export const copiedLabelsSchema = z.union([z.literal("all"), z.array(labelKeySchema).max(100)]).default([]);

export type CopiedLabels = z.output<typeof copiedLabelsSchema>;

/**
 * Copies labels of a Kubernetes object to the target. Must come before the rules that set the target's own labels, so
 * that nobody in the cluster can name theirs `cluster` or `instance`.
 *
 * @param prefix e.g. `__meta_kubernetes_pod_label_`
 */
export function copyLabelRules(labels: CopiedLabels, prefix: string): RelabelConfig[] {
  // A first character other than a letter breaks every scrape in 2.x (digit), or is one of Prometheus's own (underscore).
  if (labels === "all") return [{ regex: `${prefix}([a-zA-Z].*)`, action: "labelmap" }];
  const names = [...new Set(labels.map(toLabelName))];
  return names.map((name) => ({ source_labels: [`${prefix}${name}`], target_label: name }));
}

/** The name as Prometheus's discovery spells it. */
function toLabelName(key: string): string {
  return key.replaceAll(/[^a-zA-Z0-9_]/g, "_");
}
