import { z } from "zod";
import { countApiBudget, getApiBudget } from "@/lib/clusters/get-api-budget";
import { route } from "@/lib/http/route";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params }, async ({ params: { clusterId } }) => Response.json(await getApiBudget(clusterId)));

export const POST = route({ params }, async ({ actor, params: { clusterId } }) =>
  Response.json(await countApiBudget(clusterId, actor)),
);
