import "server-only";
import { maskUrls } from "@/lib/bundles/secret-places";
import { AppError } from "@/lib/errors";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askDiscoveredTargets } from "@/lib/prometheus-api/targets";
import type { DiscoveredTargets } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";

/** What a server discovers for one job, before its rules. Passwords in URLs are masked. */
export async function getDiscoveredTargets(serverId: string, scrapePool: string): Promise<DiscoveredTargets> {
  const { url, caPem, auth } = await getServerRecord(serverId);
  const connection = { url, caPem, auth };
  const found = await askDiscoveredTargets(connection, scrapePool);
  if (!found.ok) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(found.failure, connection)] });
  const { labels, missingCount } = found.value;
  const activeTargets = labels.map((discoveredLabels) => ({ discoveredLabels: maskValues(discoveredLabels) }));
  return { activeTargets, droppedTargets: null, missingCount };
}

function maskValues(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).map(([name, value]) => [name, value.includes("://") ? maskUrls(value) : value]);
  return Object.fromEntries(entries);
}
