import { route } from "@/lib/http/route";
import { listRollouts } from "@/lib/rollouts/get-rollout";
import { rolloutInputSchema } from "@/lib/rollouts/schema";
import { startRollout } from "@/lib/rollouts/start-rollout";

export const GET = route({}, async () => Response.json(await listRollouts()));

export const POST = route({ body: rolloutInputSchema }, async ({ actor, body }) => {
  const rollout = await startRollout(body, actor);
  return Response.json(rollout, { status: 202, headers: { location: `/api/v1/rollouts/${rollout.id}` } });
});
