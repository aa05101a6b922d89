import type { LabelSet } from "@/lib/relabel/label-set";

/** Labels by which people know a target, the most telling first. */
const TELLING = [
  "__meta_kubernetes_ingress_name",
  "__meta_kubernetes_pod_name",
  "__meta_kubernetes_service_name",
  "__meta_kubernetes_node_name",
  "__address__",
];

/** How people would call a target; "" when it has nothing to call it by. */
export function nameTarget(discovered: LabelSet): string {
  return TELLING.map((name) => discovered[name]).find((value) => value !== undefined) ?? "";
}
