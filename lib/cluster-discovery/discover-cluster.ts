import "server-only";
import type { ClusterRecord } from "@/lib/db/clusters";
import type { PrometheusVersion } from "@/lib/prometheus/versions";
import { problem } from "@/lib/result";
import type { ClusterDiscovery, DiscoveryProgress, DiscoveryRequest } from "./schema";

export type DiscoverClusterOptions = {
  /** Of the Prometheus whose discovery is repeated here. */
  readonly version: PrometheusVersion;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DiscoveryProgress) => void;
};

/**
 * Discovers the targets of a cluster as Prometheus would, by lists of the API server. Lists that several requests need are
 * read once. What cannot be read now comes from the last snapshot, with its age, or is empty with a problem.
 */
export async function discoverCluster(
  _cluster: ClusterRecord,
  requests: readonly DiscoveryRequest[],
  _options: DiscoverClusterOptions,
): Promise<ClusterDiscovery> {
  const problems = [problem("cluster/discovery-unavailable")];
  return { parts: requests.map((request) => ({ request, targets: [], takenAt: new Date(), isLive: false, problems })) };
}
