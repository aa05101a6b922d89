import { z } from "zod";
import { getCheckup } from "@/lib/clusters/get-checkup";
import { route } from "@/lib/http/route";

const params = z.object({ clusterId: z.string() });

export const GET = route({ params }, async ({ params: { clusterId } }) => Response.json(await getCheckup(clusterId)));
