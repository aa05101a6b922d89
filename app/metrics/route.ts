import { renderMetrics } from "@/lib/metrics/render-metrics";

export const dynamic = "force-dynamic";

/** Counts, durations and the names of clusters, no address and no credential: open to whoever can reach this port, like Prometheus's own. */
export async function GET(): Promise<Response> {
  const { text, contentType } = await renderMetrics();
  return new Response(text, { headers: { "content-type": contentType, "cache-control": "no-store" } });
}
