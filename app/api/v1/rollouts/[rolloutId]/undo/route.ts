import { z } from "zod";
import { route } from "@/lib/http/route";
import { undoRollout } from "@/lib/rollouts/change-rollout";

const params = z.object({ rolloutId: z.string() });

export const POST = route({ params }, async ({ actor, params: { rolloutId } }) =>
  Response.json(await undoRollout(rolloutId, actor), { status: 202 }),
);
