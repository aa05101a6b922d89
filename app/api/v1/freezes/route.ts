import { beginFreeze, listFreezes } from "@/lib/deployments/guards/freezes";
import { freezeInputSchema } from "@/lib/deployments/guards/schema";
import { route } from "@/lib/http/route";

export const GET = route({}, async () => Response.json(await listFreezes()));

export const POST = route({ body: freezeInputSchema }, async ({ actor, body }) =>
  Response.json(await beginFreeze(body, actor), { status: 201 }),
);
