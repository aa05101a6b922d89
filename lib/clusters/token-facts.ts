import "server-only";
import { z } from "zod";
import type { Credential } from "./schema";

/** What a token says of itself. Its signature is the API server's business. */
export type TokenFacts = Pick<Credential, "kind" | "issuer" | "account" | "audiences" | "issuedAt" | "expiresAt">;

const LEGACY_ISSUER = "kubernetes/serviceaccount";
const SUBJECT = /^system:serviceaccount:([a-z0-9.-]{1,253}):([a-z0-9.-]{1,253})$/;

const shortText = z.string().max(500);
const seconds = z.number().positive().max(253_402_300_799);
const claimsSchema = z.object({
  iss: shortText.optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
  aud: z
    .union([shortText, z.array(shortText).max(20)])
    .optional()
    .catch(undefined),
  iat: seconds.optional().catch(undefined),
  exp: seconds.optional().catch(undefined),
  "kubernetes.io": z.unknown().optional(),
});

const NOTHING_SAID: TokenFacts = {
  kind: "opaque",
  issuer: null,
  account: null,
  audiences: [],
  issuedAt: null,
  expiresAt: null,
};

/** Reads a token as far as it can be read; one that is no JWT says nothing. */
export function readTokenFacts(token: string): TokenFacts {
  const claims = readClaims(token);
  if (claims === null) return NOTHING_SAID;
  const { iss, sub, aud, iat, exp } = claims;
  const [, namespace, name] = SUBJECT.exec(sub ?? "") ?? [];
  const account = namespace === undefined || name === undefined ? null : { namespace, name };
  return {
    kind: kindOf(claims, account !== null),
    issuer: iss ?? null,
    account,
    audiences: aud === undefined ? [] : [aud].flat(),
    issuedAt: isoTime(iat),
    expiresAt: isoTime(exp),
  };
}

/** A bound token has an end and tells what it is bound to in one object; the token of a Secret has neither. */
function kindOf(claims: z.infer<typeof claimsSchema>, isServiceAccount: boolean): TokenFacts["kind"] {
  if (!isServiceAccount) return "other";
  if (claims.iss === LEGACY_ISSUER) return "legacy";
  return claims["kubernetes.io"] === undefined || claims.exp === undefined ? "other" : "bound";
}

function isoTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at * 1000).toISOString();
}

function readClaims(token: string): z.infer<typeof claimsSchema> | null {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  try {
    const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8")));
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}
