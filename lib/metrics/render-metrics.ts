import "server-only";
import { listCredentialEnds } from "@/lib/db/cluster-credentials";
import { countFleet } from "@/lib/db/fleet";
import { log } from "@/lib/log";
import { metrics } from "./registry";

/** The metrics in Prometheus's text format. Counts come from the database; when it is down they keep their last value. */
export async function renderMetrics(): Promise<{ text: string; contentType: string }> {
  const { registry, clusters, insecureClusters, servers, credentials } = metrics();
  try {
    const counts = await countFleet();
    clusters.set(counts.clusters);
    insecureClusters.set(counts.insecureClusters);
    servers.set(counts.servers);
    const ends = countByEnd(await listCredentialEnds(), Date.now());
    for (const [end, count] of Object.entries(ends)) credentials.labels(end).set(count);
  } catch (error) {
    log.warn({ error }, "fleet metrics could not be read");
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

const DAY_MS = 86_400_000;

function countByEnd(
  ends: readonly (Date | null)[],
  now: number,
): Record<"never" | "expired" | "1d" | "7d" | "14d" | "later", number> {
  const counts = { never: 0, expired: 0, "1d": 0, "7d": 0, "14d": 0, later: 0 };
  for (const end of ends) counts[windowOf(end, now)] += 1;
  return counts;
}

function windowOf(end: Date | null, now: number): "never" | "expired" | "1d" | "7d" | "14d" | "later" {
  if (end === null) return "never";
  const days = (end.getTime() - now) / DAY_MS;
  if (days <= 0) return "expired";
  if (days <= 1) return "1d";
  if (days <= 7) return "7d";
  return days <= 14 ? "14d" : "later";
}
