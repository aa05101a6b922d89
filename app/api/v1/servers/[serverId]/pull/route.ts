import { z } from "zod";
import { route } from "@/lib/http/route";
import { getPullStatus } from "@/lib/pull/get-pull-status";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await getPullStatus(serverId)));
