import "server-only";
import { z } from "zod";
import { StepFailure } from "./step-run";

/** Clocks of Kubernetes and of ours may differ a little. */
const LEEWAY_MS = 60_000;

/** Audiences that API servers take for their own. */
const OWN_AUDIENCE = /^(?:https:\/\/kubernetes\.default(?:\.svc(?:\.[\w.-]+)?)?|api|kubernetes|k3s|unknown)$/;

const claimsSchema = z.object({
  iss: z.string().max(500).optional(),
  aud: z.union([z.string().max(500), z.array(z.string().max(500))]).optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
});
export type TokenClaims = z.infer<typeof claimsSchema>;

/** What a token says of itself; null when it is no JWT. Its signature is the API server's business. */
export function readClaims(token: string): TokenClaims | null {
  const part = token.split(".")[1];
  if (part === undefined) return null;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}

/** Why a token was not accepted, as far as it says itself. `now` is the API server's time where that is known. */
export function rejectionOf(token: string, apiServer: string, now: Date): StepFailure {
  const claims = readClaims(token);
  if (claims === null) return new StepFailure("token_rejected");
  const { exp, nbf } = claims;
  if (exp !== undefined && exp * 1000 < now.getTime()) {
    return new StepFailure("token_expired", { expiredAt: isoSeconds(exp) });
  }
  if (nbf !== undefined && nbf * 1000 > now.getTime() + LEEWAY_MS) {
    return new StepFailure("token_not_yet_valid", { validFrom: isoSeconds(nbf) });
  }
  const audience = foreignAudience(claims, apiServer);
  return audience === null ? new StepFailure("token_rejected") : new StepFailure("token_wrong_audience", { audience });
}

/** The audience of a token that no API server would take for its own; by default it is the issuer. */
function foreignAudience({ aud, iss }: TokenClaims, apiServer: string): string | null {
  const audiences = aud === undefined ? [] : [aud].flat();
  const isOwn = (audience: string) => OWN_AUDIENCE.test(audience) || audience === iss || audience === apiServer;
  const [first] = audiences;
  if (first === undefined || audiences.some(isOwn)) return null;
  return first.replace(/[^\x20-\x7e]/g, "").slice(0, 200);
}

function isoSeconds(seconds: number): string {
  return new Date(Math.min(seconds * 1000, Date.UTC(9999, 0))).toISOString();
}
