import { z } from "zod";
import { tryTarget } from "@/lib/clusters/try-target";
import { route } from "@/lib/http/route";
import { trialInputSchema } from "@/lib/target-doctor/trial-schema";

const params = z.object({ clusterId: z.string() });

export const POST = route({ params, body: trialInputSchema }, async ({ actor, params: { clusterId }, body }) =>
  Response.json(await tryTarget(clusterId, body, actor)),
);
