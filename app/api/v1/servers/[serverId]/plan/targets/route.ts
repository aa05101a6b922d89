import { z } from "zod";
import { planTargets } from "@/lib/deployments/plan-targets";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await planTargets(serverId)));
