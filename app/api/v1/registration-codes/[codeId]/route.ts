import { z } from "zod";
import { getRegistration } from "@/lib/clusters/get-registration";
import { route } from "@/lib/http/route";

export const GET = route({ params: z.object({ codeId: z.string() }) }, async ({ params }) =>
  Response.json(await getRegistration(params.codeId)),
);
