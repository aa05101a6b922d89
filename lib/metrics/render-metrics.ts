import "server-only";
import { listCredentialEnds } from "@/lib/db/cluster-credentials";
import { countFleet } from "@/lib/db/fleet";
import { countRollouts, listLastLive, listNewestStatus, listPullReportTimes, listTokenEnds } from "@/lib/db/fleet-facts";
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
    await setFacts();
  } catch (error) {
    log.warn({ error }, "fleet metrics could not be read");
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** What is known of each server and cluster; one that is gone disappears. */
async function setFacts(): Promise<void> {
  const { credentialExpiry, lastDeploySuccess, newestDeployment, pullLastReport, rolloutStates } = metrics();
  const facts = [
    { gauge: credentialExpiry, times: await listTokenEnds() },
    { gauge: lastDeploySuccess, times: await listLastLive() },
    { gauge: pullLastReport, times: await listPullReportTimes() },
  ];
  const [newest, counts] = [await listNewestStatus(), await countRollouts()];
  // Nothing is awaited from here on: two scrapes at once do not see each other's half.
  for (const { gauge, times } of facts) {
    gauge.reset();
    for (const [name, milliseconds] of times) gauge.labels(name).set(milliseconds / 1000);
  }
  newestDeployment.reset();
  for (const [server, status] of newest) newestDeployment.labels(server, status).set(1);
  rolloutStates.reset();
  for (const [status, count] of counts) rolloutStates.labels(status).set(count);
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
