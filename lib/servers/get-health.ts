import "server-only";
import { findLiveRevision } from "@/lib/db/revisions";
import type { ServerRecord } from "@/lib/db/servers";
import { AppError } from "@/lib/errors";
import { type Asked, type PrometheusConnection, problemOfFailure } from "@/lib/prometheus-api/ask";
import { askRange } from "@/lib/prometheus-api/query-range";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { askActiveTargets } from "@/lib/prometheus-api/targets";
import { type FailedTarget, groupScrapeErrors } from "@/lib/target-health/group-scrape-errors";
import {
  type ClusterTargetHealth,
  HEALTH_SAMPLES,
  type HealthWindow,
  type TargetHealthReport,
  WINDOW_SECONDS,
} from "@/lib/target-health/schema";
import { toTargetHistory } from "@/lib/target-health/target-history";
import { getServerRecord } from "./get-server-record";
import { requireAskable } from "./require-askable";

const UP_QUERY = "sum by (cluster) (up)";
const TOTAL_QUERY = "count by (cluster) (up)";

/** Each asks for the targets of one job: of a large fleet that has failed whole, some are enough to tell why. */
const JOBS_READ_MAX = 48;
const CONCURRENT_MAX = 6;

/** How many targets of each cluster were up over a window, and what is wrong with those that are down now. */
export async function getTargetHealth(serverId: string, window: HealthWindow): Promise<TargetHealthReport> {
  const server = await getServerRecord(serverId);
  const connection = requireAskable(server);
  const stepSeconds = WINDOW_SECONDS[window] / HEALTH_SAMPLES;
  // A scrape of this very second counts.
  const endSeconds = Math.ceil(Date.now() / 1000);
  const startSeconds = endSeconds - WINDOW_SECONDS[window];
  const sampling = { startSeconds, stepSeconds, count: HEALTH_SAMPLES + 1 };
  const ask = async (query: string) =>
    valueOrThrow(await askRange(connection, { query, startSeconds, endSeconds, stepSeconds }), connection);
  const clusters = toTargetHistory(await ask(UP_QUERY), await ask(TOTAL_QUERY), sampling);
  const { targets, jobsRead, jobsDown } = await readFailedTargets(server, connection, clusters);
  return {
    ...{ window, startSeconds, stepSeconds, clusters, jobsRead, jobsDown },
    errors: groupScrapeErrors(targets),
    graphUrl: graphUrl(server.url, window),
    targetsUrl: `${server.url}/targets`,
  };
}

/** Prometheus's own graph of what is down, per cluster. */
function graphUrl(url: string, window: HealthWindow): string {
  const expression = `${TOTAL_QUERY} - ${UP_QUERY}`;
  return `${url}/graph?${new URLSearchParams({ "g0.expr": expression, "g0.tab": "0", "g0.range_input": window })}`;
}

function valueOrThrow<T>(asked: Asked<T>, connection: PrometheusConnection): T {
  if (asked.ok) return asked.value;
  throw new AppError("upstream_unreachable", { problems: [problemOfFailure(asked.failure, connection)] });
}

/** Only jobs of clusters with targets down are asked, those of the worst cluster first. */
async function readFailedTargets(
  server: ServerRecord,
  connection: PrometheusConnection,
  clusters: readonly ClusterTargetHealth[],
): Promise<{ targets: FailedTarget[]; jobsRead: number; jobsDown: number }> {
  const pools = valueOrThrow(await askScrapePools(connection), connection);
  const live = await findLiveRevision(server.id);
  const clusterOf = new Map(live?.bundle.jobs.map(({ jobName, cluster }) => [jobName, cluster]));
  const down = clusters.filter((cluster) => cluster.down > 0).map(({ cluster }) => cluster);
  const jobs = down.flatMap((cluster) => pools.filter((pool) => (clusterOf.get(pool) ?? null) === cluster));
  const asked = jobs.slice(0, JOBS_READ_MAX);
  const targets: FailedTarget[] = [];
  for (let start = 0; start < asked.length; start += CONCURRENT_MAX) {
    const names = asked.slice(start, start + CONCURRENT_MAX);
    const answers = await Promise.all(names.map((jobName) => askActiveTargets(connection, jobName)));
    for (const [index, answer] of answers.entries()) {
      const jobName = names[index] ?? "";
      const failed = valueOrThrow(answer, connection).filter(({ health }) => health === "down");
      const cluster = clusterOf.get(jobName) ?? null;
      targets.push(...failed.map(({ scrapeUrl, lastError }) => ({ jobName, cluster, scrapeUrl, lastError })));
    }
  }
  return { targets, jobsRead: asked.length, jobsDown: jobs.length };
}
