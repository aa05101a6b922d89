import { z } from "zod";
import { diagnoseTarget } from "@/lib/clusters/diagnose-target";
import { route } from "@/lib/http/route";
import { objectQuerySchema } from "@/lib/target-doctor/schema";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params, query: objectQuerySchema }, async ({ actor, params: { clusterId }, query }) =>
  Response.json(await diagnoseTarget(clusterId, query, actor)),
);
