import { z } from "zod";
import { followDeployment, takeStreamPlace } from "@/lib/deployments/follow-deployment";
import { getDeployment } from "@/lib/deployments/get-deployment";
import { eventStream } from "@/lib/http/event-stream";
import { route } from "@/lib/http/route";

const params = z.object({ deploymentId: z.string() });

/** Server-sent events: the whole deployment each time that it has changed. */
export const GET = route({ params }, async ({ actor, request, params: { deploymentId } }) => {
  await getDeployment(deploymentId);
  const leave = takeStreamPlace(actor.id);
  const follow = async function* (signal: AbortSignal) {
    try {
      yield* followDeployment(deploymentId, { signal, until: actor.sessionExpiresAt });
    } finally {
      leave();
    }
  };
  return eventStream(follow, request.signal);
});
