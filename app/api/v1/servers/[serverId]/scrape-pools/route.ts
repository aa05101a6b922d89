import { z } from "zod";
import { route } from "@/lib/http/route";
import { getScrapePools } from "@/lib/servers/get-scrape-pools";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await getScrapePools(serverId)));
