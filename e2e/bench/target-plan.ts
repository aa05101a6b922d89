import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LabelSet } from "@/lib/relabel/label-set";
import { takeTurns } from "@/lib/take-turns";
import { assemblePlan, type PlannedCluster } from "@/lib/target-plan/assemble-plan";
import { listClusterChanges, planCluster, readClusterChange } from "@/lib/target-plan/plan-cluster";
import { type CutConfig, cutConfig } from "@/lib/target-plan/plan-job";

/** What issue 4 promises for big clusters: others get their turns. */
const BLOCKED_MS_MAX = 100;
const TARGETS = 100_000;
const VERSION = { major: 3, minor: 5, patch: 3 };

/** Plans a job of 100,000 pods whose rules change: how long it takes, how long others wait, how much memory it needs. */
export async function bench(): Promise<boolean> {
  const discovered = new Map([["pod", Array.from({ length: TARGETS }, (_, index) => pod(index))]]);
  const [before, after] = [config("(.+)"), config("(.{3}).*")];
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const heapBefore = process.memoryUsage().heapUsed;
  delay.enable();
  const startedAt = performance.now();
  const clusters: PlannedCluster[] = [];
  for (const change of listClusterChanges(before, after)) {
    const planned = await takeTurns(planCluster(readClusterChange(change, before, after), discovered));
    clusters.push({ ...change, sight: "live", takenAt: new Date(), problems: [], ...planned });
  }
  const frame = { digest: "", prometheusVersion: "3.5.3", madeAt: new Date().toISOString(), lossPercentMax: 20, notForeseen: [] };
  const { counts } = assemblePlan(frame, clusters);
  const seconds = (performance.now() - startedAt) / 1000;
  delay.disable();
  const blockedMs = delay.max / 1e6;
  const megabytes = (process.memoryUsage().heapUsed - heapBefore) / 1024 / 1024;
  console.log(JSON.stringify(counts));
  console.log(
    `${TARGETS} targets: ${seconds.toFixed(1)} s, event loop blocked at most ${blockedMs.toFixed(0)} ms, heap +${megabytes.toFixed(0)} MiB`,
  );
  return counts.changed > 0 && blockedMs <= BLOCKED_MS_MAX;
}

function pod(index: number): LabelSet {
  const labels: Record<string, string> = {
    __address__: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}:8080`,
    __meta_kubernetes_namespace: `team-${index % 400}`,
    __meta_kubernetes_pod_name: `app-${index}`,
    __meta_kubernetes_pod_node_name: `node-${index % 5000}`,
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: index % 10 === 0 ? "false" : "true",
  };
  for (let label = 0; label < 15; label++)
    labels[`__meta_kubernetes_pod_label_l${label}`] = `value-${(index * 31 + label) % 1000}`;
  return labels;
}

function config(zone: string): CutConfig {
  const rules = [
    "source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], regex: 'true', action: keep",
    "source_labels: [__meta_kubernetes_namespace], target_label: namespace",
    "source_labels: [__meta_kubernetes_pod_name], target_label: pod",
    "source_labels: [__meta_kubernetes_pod_node_name], target_label: node",
    `source_labels: [__meta_kubernetes_pod_label_l1], regex: '${zone}', target_label: zone`,
    "regex: '__meta_kubernetes_pod_label_(l1[0-4])', action: labelmap",
  ];
  const lines = [
    "scrape_configs:",
    "  - job_name: big/pods",
    "    kubernetes_sd_configs: [{role: pod, api_server: 'https://big:6443'}]",
  ];
  lines.push("    relabel_configs:", ...rules.map((rule) => `      - { ${rule} }`));
  const place = { jobName: "big/pods", cluster: "big", template: "pods", firstLine: 2, lastLine: lines.length };
  return cutConfig(`${lines.join("\n")}\n`, [place], VERSION);
}
