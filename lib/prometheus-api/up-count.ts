import "server-only";
import { z } from "zod";
import { type Asked, askForData, type PrometheusConnection } from "./ask";

/** How many of a server's targets were scraped at their last turn. */
export type UpCount = { readonly up: number; readonly total: number };

const vectorSchema = z.object({
  resultType: z.literal("vector"),
  result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })),
});

/** Counts by Prometheus's own series, which costs it less than the list of all targets. Agents cannot be asked. */
export async function askUpCount(connection: PrometheusConnection): Promise<Asked<UpCount>> {
  const [up, total] = [await askNumber(connection, "sum(up)"), await askNumber(connection, "count(up)")];
  if (!up.ok) return up;
  return total.ok ? { ok: true, value: { up: up.value, total: total.value } } : total;
}

async function askNumber(connection: PrometheusConnection, query: string): Promise<Asked<number>> {
  const data = await askForData(connection, `/query?${new URLSearchParams({ query })}`, { schema: vectorSchema });
  // No series at all is no sample, not a zero.
  return data.ok ? { ok: true, value: Number(data.value.result[0]?.value[1] ?? 0) } : data;
}
