import { route } from "@/lib/http/route";
import { readBaseConfig } from "@/lib/servers/read-base-config";
import { readBaseConfigSchema } from "@/lib/servers/schema";

export const POST = route({ body: readBaseConfigSchema }, async ({ body }) =>
  Response.json(await readBaseConfig(body.directory)),
);
