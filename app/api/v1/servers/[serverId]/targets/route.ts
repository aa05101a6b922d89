import { z } from "zod";
import { route } from "@/lib/http/route";
import { getTargets } from "@/lib/servers/get-targets";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await getTargets(serverId)));
