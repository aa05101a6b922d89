import { z } from "zod";
import { route } from "@/lib/http/route";
import { resumeRollout } from "@/lib/rollouts/change-rollout";
import { resumeInputSchema } from "@/lib/rollouts/schema";

const params = z.object({ rolloutId: z.string() });

export const POST = route({ params, body: resumeInputSchema }, async ({ actor, params: { rolloutId }, body }) =>
  Response.json(await resumeRollout(rolloutId, body, actor), { status: 202 }),
);
