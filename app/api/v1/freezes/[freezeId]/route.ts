import { z } from "zod";
import { liftFreeze } from "@/lib/deployments/guards/freezes";
import { route } from "@/lib/http/route";

const params = z.object({ freezeId: z.string() });

export const DELETE = route({ params }, async ({ actor, params: { freezeId } }) => {
  await liftFreeze(freezeId, actor);
  return new Response(null, { status: 204 });
});
