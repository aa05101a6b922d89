import { z } from "zod";
import { route } from "@/lib/http/route";
import { deleteServer } from "@/lib/servers/delete-server";
import { editServer } from "@/lib/servers/edit-server";
import { getServer } from "@/lib/servers/get-server";
import { serverEditSchema } from "@/lib/servers/schema";

const params = z.object({ serverId: z.string() });

export const GET = route({ params }, async ({ params: { serverId } }) => Response.json(await getServer(serverId)));

export const PUT = route({ params, body: serverEditSchema }, async ({ params: { serverId }, body, actor }) =>
  Response.json(await editServer(serverId, body, actor)),
);

export const DELETE = route({ params }, async ({ params: { serverId }, actor }) => {
  await deleteServer(serverId, actor);
  return new Response(null, { status: 204 });
});
