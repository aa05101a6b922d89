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
