import { checkConnection } from "@/lib/clusters/check-connection";
import { connectionInputSchema } from "@/lib/clusters/schema";
import { route } from "@/lib/http/route";

export const POST = route({ body: connectionInputSchema }, async ({ body, actor }) =>
  Response.json(await checkConnection(body, actor)),
);
