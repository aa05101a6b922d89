import { z } from "zod";
import { listTargetChanges } from "@/lib/deployments/plan-targets";
import { route } from "@/lib/http/route";
import { targetChangesQuerySchema } from "@/lib/target-plan/schema";

const params = z.object({ serverId: z.string() });

export const GET = route({ params, query: targetChangesQuerySchema }, async ({ params: { serverId }, query }) =>
  Response.json(await listTargetChanges(serverId, query)),
);
