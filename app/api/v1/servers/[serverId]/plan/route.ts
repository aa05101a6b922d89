import { z } from "zod";
import { route } from "@/lib/http/route";
import { planServer } from "@/lib/servers/plan-server";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await planServer(serverId)));
