import { route } from "@/lib/http/route";
import { listServers } from "@/lib/servers/list-servers";
import { registerServer } from "@/lib/servers/register-server";
import { serverInputSchema } from "@/lib/servers/schema";

export const GET = route({}, async () => Response.json(await listServers()));

export const POST = route({ body: serverInputSchema }, async ({ actor, body }) => {
  const server = await registerServer(body, actor);
  return Response.json(server, { status: 201, headers: { location: `/api/v1/servers/${server.id}` } });
});
