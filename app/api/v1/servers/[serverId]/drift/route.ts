import { z } from "zod";
import { getDrift } from "@/lib/deployments/drift/get-drift";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await getDrift(serverId)));
