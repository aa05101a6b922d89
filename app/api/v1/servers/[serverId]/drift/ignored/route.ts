import { z } from "zod";
import { ignoreDrift, watchDrift } from "@/lib/deployments/drift/ignore-drift";
import { driftAnswerSchema } from "@/lib/deployments/drift/schema";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });

export const PUT = route({ params, body: driftAnswerSchema }, async ({ params: { serverId }, body, actor }) =>
  Response.json(await ignoreDrift(serverId, body, actor)),
);

export const DELETE = route({ params }, async ({ params: { serverId }, actor }) =>
  Response.json(await watchDrift(serverId, actor)),
);
