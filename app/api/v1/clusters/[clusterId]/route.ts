import { z } from "zod";
import { deleteCluster } from "@/lib/clusters/delete-cluster";
import { editCluster } from "@/lib/clusters/edit-cluster";
import { getCluster } from "@/lib/clusters/get-cluster";
import { clusterEditSchema } from "@/lib/clusters/schema";
import { route } from "@/lib/http/route";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params }, async ({ params: { clusterId } }) => Response.json(await getCluster(clusterId)));

export const PUT = route({ params, body: clusterEditSchema }, async ({ params: { clusterId }, body, actor }) =>
  Response.json(await editCluster(clusterId, body, actor)),
);

export const DELETE = route({ params }, async ({ params: { clusterId }, actor }) => {
  await deleteCluster(clusterId, actor);
  return new Response(null, { status: 204 });
});
