import { z } from "zod";
import { route } from "@/lib/http/route";
import { getRollout } from "@/lib/rollouts/get-rollout";

const params = z.object({ rolloutId: z.string() });

export const GET = route({ params }, async ({ params: { rolloutId } }) => Response.json(await getRollout(rolloutId)));
