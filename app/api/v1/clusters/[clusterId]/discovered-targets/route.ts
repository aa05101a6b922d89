import { z } from "zod";
import { discoveredTargetsQuerySchema } from "@/lib/cluster-discovery/schema";
import { streamDiscoveredTargets } from "@/lib/cluster-discovery/stream-discovered-targets";
import { route } from "@/lib/http/route";

const params = z.object({ clusterId: z.string() });

export const GET = route(
  { params, query: discoveredTargetsQuerySchema },
  async ({ params: { clusterId }, query, actor, request }) => {
    const lines = await streamDiscoveredTargets(clusterId, query, { actor, signal: request.signal });
    return new Response(lines, { headers: { "content-type": "application/x-ndjson; charset=utf-8" } });
  },
);
