import { z } from "zod";
import { getDeploymentTargets } from "@/lib/deployments/get-deployment";
import { route } from "@/lib/http/route";

const params = z.object({ deploymentId: z.string() });

export const GET = route({ params }, async ({ params: { deploymentId } }) =>
  Response.json(await getDeploymentTargets(deploymentId)),
);
