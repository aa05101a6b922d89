import { toSession } from "@/lib/access/get-session";
import { route } from "@/lib/http/route";

export const GET = route({}, async ({ actor }) => Response.json(toSession(actor)));
