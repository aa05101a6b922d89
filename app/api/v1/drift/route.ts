import { listDrift } from "@/lib/deployments/drift/get-drift";
import { route } from "@/lib/http/route";

export const GET = route({}, async () => Response.json(await listDrift()));
