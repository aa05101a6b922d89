import "server-only";
import { findLiveRevision } from "@/lib/db/revisions";
import { AppError } from "@/lib/errors";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { type ActiveTarget, askActiveTargets } from "@/lib/prometheus-api/targets";
import type { Targets } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";
import { requireAskable } from "./require-askable";

/** Prometheus answers one job at a time quickly; all at once would hold its locks. */
const CONCURRENT_MAX = 6;

/** The targets of every job that a server runs, as Prometheus reports them. Jobs of its base config have no cluster. */
export async function getTargets(serverId: string): Promise<Targets> {
  const server = await getServerRecord(serverId);
  const { clusters } = server;
  const connection = requireAskable(server);
  const pools = await askScrapePools(connection);
  if (!pools.ok) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(pools.failure, connection)] });
  const live = await findLiveRevision(serverId);
  const clusterOfJob = new Map(live?.bundle.jobs.map(({ jobName, cluster }) => [jobName, cluster]));
  const names = new Set(clusters.map(({ name }) => name));
  return await mapConcurrently(pools.value, async (jobName) => {
    const targets = await askActiveTargets(connection, jobName);
    if (!targets.ok) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(targets.failure, connection)] });
    const guess = jobName.split("/")[0] ?? "";
    const cluster = clusterOfJob.get(jobName) ?? (names.has(guess) && jobName.includes("/") ? guess : null);
    return toPool(jobName, cluster, targets.value);
  });
}

async function mapConcurrently<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += CONCURRENT_MAX) {
    results.push(...(await Promise.all(items.slice(start, start + CONCURRENT_MAX).map(work))));
  }
  return results;
}

function toPool(jobName: string, cluster: string | null, targets: readonly ActiveTarget[]): Targets[number] {
  const count = (health: ActiveTarget["health"]) => targets.filter((target) => target.health === health).length;
  return {
    jobName,
    cluster,
    up: count("up"),
    down: count("down"),
    unknown: count("unknown"),
    targets: targets.map(({ labels, scrapeUrl, health, lastError, lastScrape }) => {
      return { instance: labels.instance ?? "", scrapeUrl, labels, health, lastError, lastScrape };
    }),
  };
}
