import { route } from "@/lib/http/route";
import { checkServer } from "@/lib/servers/check-server";
import { serverCheckSchema } from "@/lib/servers/schema";

export const POST = route({ body: serverCheckSchema }, async ({ body }) => Response.json(await checkServer(body)));
