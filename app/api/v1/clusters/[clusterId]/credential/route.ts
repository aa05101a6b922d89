import { z } from "zod";
import { renewalSwitchSchema } from "@/lib/clusters/credential-schema";
import { getCredentialRenewal, switchRenewal } from "@/lib/clusters/get-credential-renewal";
import { renewByHand } from "@/lib/clusters/renew-credential";
import { rollOutInBackground } from "@/lib/deployments/roll-out-credentials";
import { route } from "@/lib/http/route";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params }, async ({ params: { clusterId } }) => Response.json(await getCredentialRenewal(clusterId)));

export const PUT = route({ params, body: renewalSwitchSchema }, async ({ actor, body, params: { clusterId } }) =>
  Response.json(await switchRenewal(clusterId, body.isAutomatic, actor)),
);

/** Renews now. Rolling out takes minutes and goes on without the request; what becomes of it is read by GET. */
export const POST = route({ params }, async ({ actor, params: { clusterId } }) => {
  if ((await renewByHand(clusterId, actor)) === null) rollOutInBackground(clusterId);
  return Response.json(await getCredentialRenewal(clusterId));
});
