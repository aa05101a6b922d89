import { route } from "@/lib/http/route";
import { askHostKey } from "@/lib/servers/ask-host-key";
import { hostKeyQuerySchema } from "@/lib/ssh/schema";

export const POST = route({ body: hostKeyQuerySchema }, async ({ body }) => Response.json(await askHostKey(body)));
