import { z } from "zod";
import { planDeployment } from "@/lib/deployments/plan-deployment";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await planDeployment(serverId)));
