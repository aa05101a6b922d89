import { z } from "zod";
import { checkTransport } from "@/lib/deployments/check-transport";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const POST = route({ params }, async ({ params: { serverId } }) => Response.json(await checkTransport(serverId)));
