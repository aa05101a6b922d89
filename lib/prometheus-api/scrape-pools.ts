import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

/** Names of the jobs that a server really runs: one whose HTTP client could not be made is missing. */
export async function askScrapePools(connection: PrometheusConnection): Promise<Asked<readonly string[]>> {
  // null when there is none.
  const schema = z.object({ scrapePools: z.array(z.string()).nullable() });
  const data = await askForData(connection, "/scrape_pools", { schema, responseBytesMax: 16 * 1024 * 1024 });
  return data.ok ? { ok: true, value: data.value.scrapePools ?? [] } : data;
}
