import { z } from "zod";
import { route } from "@/lib/http/route";
import { issuePullToken } from "@/lib/pull/issue-pull-token";

const params = z.object({ serverId: z.string() });

/** Each call makes a new token and ends the one of before. */
export const POST = route({ params }, async ({ params: { serverId }, actor }) => {
  return Response.json(await issuePullToken(serverId, actor), { status: 201 });
});
