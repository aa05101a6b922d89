import { checkUpCluster } from "@/lib/clusters/check-up-cluster";
import { checkupInputSchema } from "@/lib/clusters/checkup-schema";
import { eventLines } from "@/lib/http/event-lines";
import { route } from "@/lib/http/route";

export const POST = route({ body: checkupInputSchema }, async ({ body, actor, request }) =>
  eventLines(await checkUpCluster(body, actor), request.signal),
);
