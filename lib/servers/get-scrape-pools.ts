import "server-only";
import { AppError } from "@/lib/errors";
import { formatPrometheusVersion, isAtLeast } from "@/lib/prometheus/versions";
import { problemOfFailure } from "@/lib/prometheus-api/ask";
import { askScrapePools } from "@/lib/prometheus-api/scrape-pools";
import { resolveVersion } from "@/lib/prometheus-api/server-version";
import { problem } from "@/lib/result";
import type { ScrapePools } from "@/lib/servers/schema";
import { getServerRecord } from "./get-server-record";

/** The jobs that a server runs, by name, and which Prometheus it is. */
export async function getScrapePools(serverId: string): Promise<ScrapePools> {
  const { url, caPem, auth, prometheusVersion } = await getServerRecord(serverId);
  const connection = { url, caPem, auth };
  const { version, source } = await resolveVersion(connection, prometheusVersion);
  // The list of scrape pools came with 2.42.
  if (source === "asked" && !isAtLeast(version, 2, 42)) {
    const parameters = { url, version: formatPrometheusVersion(version) };
    throw new AppError("upstream_refused", { problems: [problem("server/too-old-for-pools", { parameters })] });
  }
  const pools = await askScrapePools(connection);
  if (!pools.ok) throw new AppError("upstream_unreachable", { problems: [problemOfFailure(pools.failure, connection)] });
  return { prometheusVersion: formatPrometheusVersion(version), pools: [...pools.value] };
}
