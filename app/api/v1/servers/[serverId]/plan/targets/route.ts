import { z } from "zod";
import { planTargets } from "@/lib/deployments/plan-targets";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });
/** With a revision: the plan of the rollback to it. */
const query = z.object({ revision: z.string().optional() });

export const GET = route({ params, query }, async ({ params: { serverId }, query: { revision } }) =>
  Response.json(await planTargets(serverId, revision ?? null)),
);
