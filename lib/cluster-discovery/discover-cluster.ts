import "server-only";
import type { ClusterRecord } from "@/lib/db/clusters";
import type { ListLimits } from "@/lib/kubernetes/list-objects";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import type { LabelSet } from "@/lib/relabel/label-set";
import { discoverInto } from "./discover-into";
import type { ClusterDiscovery, DiscoveryProgress, DiscoveryRequest } from "./schema";

export type DiscoverClusterOptions = {
  /** Of the Prometheus whose discovery is repeated here. */
  readonly version: PrometheusVersion;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DiscoveryProgress) => void;
  readonly limits?: Partial<ListLimits>;
};

/**
 * Discovers the targets of a cluster as Prometheus would, by lists of the API server. Lists that several requests need are
 * read once. What cannot be read now comes from the last snapshot, with its age, or is empty with a problem.
 * All targets are in memory at the end; `discoverInto` gives them away while they are found.
 * Throws only the reason of the signal, and what the database throws.
 */
export async function discoverCluster(
  cluster: ClusterRecord,
  requests: readonly DiscoveryRequest[],
  options: DiscoverClusterOptions,
): Promise<ClusterDiscovery> {
  const collected = requests.map((request) => {
    const targets: LabelSet[] = [];
    const take = (more: readonly LabelSet[]) => {
      for (const labels of more) targets.push(labels);
    };
    const restart = () => void targets.splice(0);
    return { request, targets, taker: { take, restart } };
  });
  const ends = await discoverInto(cluster, collected, options);
  const parts = ends.map(({ targetCount: _counted, ...part }, index) => ({ ...part, targets: collected[index]?.targets ?? [] }));
  return { parts };
}
