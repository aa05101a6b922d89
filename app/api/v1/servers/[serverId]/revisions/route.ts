import { z } from "zod";
import { route } from "@/lib/http/route";
import { listRevisions } from "@/lib/servers/list-revisions";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await listRevisions(serverId)));
