import "server-only";
import type { Problem } from "@/lib/result";

/** What builds without Kubernetes discovery say; Debian 12's own is one (F-37). */
const NO_DISCOVERY = /\bfield kubernetes_sd_configs not found in type /;

/** Names the cause of a refusal where the words of Prometheus or promtool give it away. */
export function explainRefusal(refused: Problem): Problem {
  const isWithoutDiscovery = NO_DISCOVERY.test(refused.prometheus ?? "");
  return isWithoutDiscovery ? { ...refused, code: "deployment/no-kubernetes-discovery" } : refused;
}
