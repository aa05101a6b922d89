import "server-only";
import { countFleet } from "@/lib/db/fleet";
import { log } from "@/lib/log";
import { metrics } from "./registry";

/** The metrics in Prometheus's text format. Counts come from the database; when it is down they keep their last value. */
export async function renderMetrics(): Promise<{ text: string; contentType: string }> {
  const { registry, clusters, insecureClusters, servers } = metrics();
  try {
    const counts = await countFleet();
    clusters.set(counts.clusters);
    insecureClusters.set(counts.insecureClusters);
    servers.set(counts.servers);
  } catch (error) {
    log.warn({ error }, "fleet metrics could not be read");
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}
