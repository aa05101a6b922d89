import { completeSetup, getSetupState } from "@/lib/access/complete-setup";
import { setupInputSchema } from "@/lib/access/schema";
import { route } from "@/lib/http/route";

export const GET = route({ access: "public" }, async () => Response.json(await getSetupState()));

export const POST = route({ access: "public", body: setupInputSchema }, async ({ body }) => {
  await completeSetup(body);
  return new Response(null, { status: 204 });
});
