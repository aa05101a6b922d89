import { refusalScript } from "@/lib/cluster-access/registration-script";
import { getRegistrationScript } from "@/lib/clusters/redeem-registration-code";
import { readTextBody } from "@/lib/http/read-body";
import { route } from "@/lib/http/route";

const BODY_BYTES_MAX = 1000;

/** Gives a shell what it has to run; a refusal is a script as well, so that its reader sees the word. */
export const POST = route({ access: "public" }, async ({ request }) => {
  const found = await getRegistrationScript((await readTextBody(request, BODY_BYTES_MAX)).trim());
  const script = typeof found === "string" ? refusalScript(`the registration code is ${found}`) : found.script;
  return new Response(script, { headers: { "content-type": "text/plain; charset=utf-8" } });
});
