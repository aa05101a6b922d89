import "server-only";
import { z } from "zod";

const claimsSchema = z.object({ exp: z.number().int().positive().max(253_402_300_799) });

/** When a token says that it ends (`exp` of a JWT); null when it does not say. The signature is the API server's business. */
export function tokenExpiry(token: string): Date | null {
  const claims = token.split(".")[1];
  if (claims === undefined) return null;
  try {
    const parsed = claimsSchema.safeParse(JSON.parse(Buffer.from(claims, "base64url").toString("utf8")));
    return parsed.success ? new Date(parsed.data.exp * 1000) : null;
  } catch {
    return null;
  }
}
