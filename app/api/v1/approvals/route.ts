import { z } from "zod";
import { listApprovals, requestApproval } from "@/lib/deployments/guards/request-approval";
import { approvalInputSchema } from "@/lib/deployments/guards/schema";
import { route } from "@/lib/http/route";

const query = z.object({ serverId: z.string().optional() });

export const GET = route({ query }, async ({ query: { serverId } }) => Response.json(await listApprovals({ serverId })));

export const POST = route({ body: approvalInputSchema }, async ({ actor, body }) =>
  Response.json(await requestApproval(body, actor), { status: 201 }),
);
