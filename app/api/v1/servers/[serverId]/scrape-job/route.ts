import { z } from "zod";
import { route } from "@/lib/http/route";
import { getScrapeJob } from "@/lib/servers/get-scrape-job";
import { scrapePoolQuerySchema } from "@/lib/servers/schema";

const params = z.object({ serverId: z.string() });

export const GET = route({ params, query: scrapePoolQuerySchema }, async ({ params: { serverId }, query: { scrapePool } }) =>
  Response.json(await getScrapeJob(serverId, scrapePool)),
);
