import { listClusters } from "@/lib/clusters/list-clusters";
import { registerCluster } from "@/lib/clusters/register-cluster";
import { clusterInputSchema } from "@/lib/clusters/schema";
import { route } from "@/lib/http/route";

export const GET = route({}, async () => Response.json(await listClusters()));

export const POST = route({ body: clusterInputSchema }, async ({ actor, body }) => {
  const cluster = await registerCluster(body, actor);
  return Response.json(cluster, { status: 201, headers: { location: `/api/v1/clusters/${cluster.id}` } });
});
