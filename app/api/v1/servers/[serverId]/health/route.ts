import { z } from "zod";
import { route } from "@/lib/http/route";
import { getTargetHealth } from "@/lib/servers/get-health";
import { healthQuerySchema } from "@/lib/target-health/schema";

const params = z.object({ serverId: z.string() });

export const GET = route({ params, query: healthQuerySchema }, async ({ params: { serverId }, query: { window } }) => {
  return Response.json(await getTargetHealth(serverId, window));
});
