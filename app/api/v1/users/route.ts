import { addUser, listUsers } from "@/lib/access/add-user";
import { userInputSchema } from "@/lib/access/schema";
import { route } from "@/lib/http/route";

export const GET = route({}, async () => Response.json(await listUsers()));

export const POST = route({ body: userInputSchema }, async ({ actor, body }) =>
  Response.json(await addUser(body, actor), { status: 201 }),
);
