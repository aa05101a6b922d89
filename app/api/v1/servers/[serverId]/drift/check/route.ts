import { z } from "zod";
import { checkDrift } from "@/lib/deployments/drift/get-drift";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const POST = route({ params }, async ({ params: { serverId } }) => Response.json(await checkDrift(serverId)));
