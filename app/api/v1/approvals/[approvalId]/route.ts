import { z } from "zod";
import { decideApproval, getApproval } from "@/lib/deployments/guards/decide-approval";
import { decisionInputSchema } from "@/lib/deployments/guards/schema";
import { route } from "@/lib/http/route";

const params = z.object({ approvalId: z.string() });

export const GET = route({ params }, async ({ params: { approvalId } }) => Response.json(await getApproval(approvalId)));

export const POST = route({ params, body: decisionInputSchema }, async ({ actor, params: { approvalId }, body }) =>
  Response.json(await decideApproval(approvalId, body, actor)),
);
