import type { DiscoveryRole } from "@/lib/prometheus/scrape-config";
import { type LabelSet, toLabelSet } from "@/lib/relabel/label-set";
import captured from "./samples.json";

/** Names of the sample targets; their titles are in the catalogues under `relabel.samples.<id>`. */
export const SAMPLE_IDS = [
  "node",
  "pod",
  "pod-without-port",
  "service",
  "apiserver-endpoint",
  "node-exporter-endpoint",
  "kube-state-metrics-endpoint",
  "service-endpoint",
  "apiserver-endpoint-legacy",
  "node-exporter-endpoint-legacy",
  "kube-state-metrics-endpoint-legacy",
  "ingress",
] as const;
export type SampleId = (typeof SAMPLE_IDS)[number];

/** A target as Prometheus 3.5.3 discovered it in a real cluster, before any rule. */
export type Sample = { readonly id: SampleId; readonly role: DiscoveryRole; readonly labels: LabelSet };

export const SAMPLES: readonly Sample[] = captured.map(({ id, role, labels }) => ({
  id: id as SampleId,
  role: role as DiscoveryRole,
  labels: toLabelSet(labels as unknown as Record<string, string>),
}));
