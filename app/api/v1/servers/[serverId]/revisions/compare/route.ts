import { z } from "zod";
import { compareSides } from "@/lib/deployments/drift/compare-sides";
import { comparisonQuerySchema } from "@/lib/deployments/drift/schema";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const GET = route({ params, query: comparisonQuerySchema }, async ({ params: { serverId }, query }) =>
  Response.json(await compareSides(serverId, query)),
);
