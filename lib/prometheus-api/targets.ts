import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

const TARGETS_BYTES_MAX = 64 * 1024 * 1024;

const activeTargetSchema = z.object({
  labels: z.record(z.string(), z.string()),
  scrapePool: z.string(),
  scrapeUrl: z.string(),
  lastError: z.string(),
  lastScrape: z.string(),
  health: z.enum(["up", "down", "unknown"]),
  /** Every server since 2.27 says them. */
  scrapeInterval: z.string().default(""),
  scrapeTimeout: z.string().default(""),
});
export type ActiveTarget = z.infer<typeof activeTargetSchema>;

/** The targets of one job. Never ask for all at once: on a large server that is hundreds of megabytes. */
export async function askActiveTargets(
  connection: PrometheusConnection,
  scrapePool: string,
): Promise<Asked<readonly ActiveTarget[]>> {
  const path = `/targets?state=active&scrapePool=${encodeURIComponent(scrapePool)}`;
  const schema = z.object({ activeTargets: z.array(activeTargetSchema).nullable() });
  const data = await askForData(connection, path, { schema, responseBytesMax: TARGETS_BYTES_MAX, totalMsMax: 30_000 });
  if (!data.ok) return data;
  // Servers older than the parameter ignore it.
  return { ok: true, value: (data.value.activeTargets ?? []).filter((target) => target.scrapePool === scrapePool) };
}

/** The labels of one job's targets before its rules, as discovery found them. */
export type DiscoveredTargets = {
  readonly labels: readonly Readonly<Record<string, string>>[];
  /** Dropped targets that this server counts but, by its keep_dropped_targets, does not keep. */
  readonly missingCount: number;
};

const discoveredLabelsSchema = z.record(z.string(), z.string());
const discoveredSchema = z.object({
  activeTargets: z.array(z.object({ discoveredLabels: discoveredLabelsSchema, scrapePool: z.string() })).nullable(),
  droppedTargets: z.array(z.object({ discoveredLabels: discoveredLabelsSchema, scrapePool: z.string().optional() })).nullable(),
  droppedTargetCounts: z.record(z.string(), z.number()).nullish(),
});

/** What discovery found for one job, dropped targets included. Never ask for all jobs at once. */
export async function askDiscoveredTargets(
  connection: PrometheusConnection,
  scrapePool: string,
): Promise<Asked<DiscoveredTargets>> {
  const path = `/targets?state=any&scrapePool=${encodeURIComponent(scrapePool)}`;
  const options = { schema: discoveredSchema, responseBytesMax: TARGETS_BYTES_MAX, totalMsMax: 30_000 };
  const data = await askForData(connection, path, options);
  if (!data.ok) return data;
  // Servers older than the parameter ignore it, some of them for dropped targets only, and say no pool there.
  const isOfPool = (target: { scrapePool?: string | undefined; discoveredLabels: Readonly<Record<string, string>> }) =>
    (target.scrapePool ?? target.discoveredLabels.job) === scrapePool;
  const active = (data.value.activeTargets ?? []).filter(isOfPool);
  const dropped = (data.value.droppedTargets ?? []).filter(isOfPool);
  const counted = data.value.droppedTargetCounts?.[scrapePool] ?? dropped.length;
  return {
    ok: true,
    value: {
      labels: [...active, ...dropped].map(({ discoveredLabels }) => discoveredLabels),
      missingCount: Math.max(counted - dropped.length, 0),
    },
  };
}
