import { z } from "zod";
import { searchClusterObjects } from "@/lib/clusters/search-cluster-objects";
import { route } from "@/lib/http/route";
import { objectSearchSchema } from "@/lib/target-doctor/schema";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params, query: objectSearchSchema }, async ({ actor, params: { clusterId }, query }) =>
  Response.json(await searchClusterObjects(clusterId, query, actor)),
);
