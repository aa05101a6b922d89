import { redeemRegistrationCode } from "@/lib/clusters/redeem-registration-code";
import type { RedeemOutcome } from "@/lib/clusters/registration-schema";
import { readJsonBody } from "@/lib/http/read-body";
import { route } from "@/lib/http/route";

const BODY_BYTES_MAX = 200_000;
const STATUS: Record<RedeemOutcome, number> = { ok: 200, invalid: 422, expired: 410, used: 410, "name-taken": 409 };

/** The cluster's side is not signed in: the code is what it has. */
export const POST = route({ access: "public" }, async ({ request }) => {
  const outcome = await redeemRegistrationCode(await readJsonBody(request, BODY_BYTES_MAX));
  return new Response(`${outcome}\n`, { status: STATUS[outcome], headers: { "content-type": "text/plain" } });
});
