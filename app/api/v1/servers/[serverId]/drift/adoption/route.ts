import { z } from "zod";
import { adoptDrift, previewAdoption } from "@/lib/deployments/drift/adopt-drift";
import { adoptSchema } from "@/lib/deployments/drift/schema";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await previewAdoption(serverId)));

export const POST = route({ params, body: adoptSchema }, async ({ params: { serverId }, body, actor }) =>
  Response.json(await adoptDrift(serverId, body, actor)),
);
