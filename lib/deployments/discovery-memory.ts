import "server-only";
import { discoverCluster } from "@/lib/cluster-discovery/discover-cluster";
import { type ClusterDiscovery, type DiscoveryRequest, requestKey } from "@/lib/cluster-discovery/schema";
import type { ClusterRecord } from "@/lib/db/clusters";
import { formatPrometheusVersion, type PrometheusVersion } from "@/lib/prometheus/versions";
import { processSingleton } from "@/lib/singleton";

/** Opening a plan again and again must not list the cluster each time; what is older is asked anew. */
const REMEMBERED_MS = 30_000;

const memory = processSingleton("discovery-memory", () => new Map<string, Promise<ClusterDiscovery>>());

/** Discovers a cluster, or returns what was found in it a moment ago. */
export async function discoverOrRemember(
  cluster: ClusterRecord,
  requests: readonly DiscoveryRequest[],
  version: PrometheusVersion,
): Promise<ClusterDiscovery> {
  const asked = requests.map(requestKey).sort();
  const key = JSON.stringify([cluster.id, cluster.version, formatPrometheusVersion(version), asked]);
  const known = memory.get().get(key);
  if (known !== undefined) return await known;
  const found = discoverCluster(cluster, requests, { version });
  memory.get().set(key, found);
  const forget = () => memory.get().delete(key);
  try {
    const discovery = await found;
    const isWhole = discovery.parts.every(({ isLive }) => isLive);
    // What could not be read may be readable at the next try.
    if (isWhole) setTimeout(forget, REMEMBERED_MS).unref();
    else forget();
    return discovery;
  } catch (error) {
    forget();
    throw error;
  }
}
