import { z } from "zod";
import { listDeployments } from "@/lib/deployments/list-deployments";
import { deploymentInputSchema, deploymentPageSchema } from "@/lib/deployments/schema";
import { startDeployment } from "@/lib/deployments/start-deployment";
import { readRequestKey } from "@/lib/http/request-key";
import { route } from "@/lib/http/route";

const query = deploymentPageSchema.extend({ serverId: z.string().optional() });

export const GET = route({ query }, async ({ query }) => Response.json(await listDeployments(query)));

export const POST = route({ body: deploymentInputSchema }, async ({ actor, body, request }) => {
  const deployment = await startDeployment(body, actor, undefined, readRequestKey(request, actor.id));
  return Response.json(deployment, { status: 202, headers: { location: `/api/v1/deployments/${deployment.id}` } });
});
