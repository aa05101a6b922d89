import { z } from "zod";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });
/** With a revision: the plan of the rollback to it. */
const query = z.object({ revision: z.string().optional() });

export const GET = route({ params, query }, async ({ params: { serverId }, query: { revision } }) =>
  Response.json(await planDeployment(serverId, revision ?? null)),
);
