import { z } from "zod";
import { rollbackInputSchema } from "@/lib/deployments/schema";
import { startRollback } from "@/lib/deployments/start-rollback";
import { route } from "@/lib/http/route";

const params = z.object({ serverId: z.string() });
const body = rollbackInputSchema.omit({ serverId: true });

export const POST = route({ params, body }, async ({ actor, params: { serverId }, body: input }) => {
  const deployment = await startRollback({ ...input, serverId }, actor);
  return Response.json(deployment, { status: 202, headers: { location: `/api/v1/deployments/${deployment.id}` } });
});
