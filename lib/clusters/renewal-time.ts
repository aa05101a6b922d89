import "server-only";
import type { Credential } from "./schema";

/**
 * When a token is renewed: between a half and two thirds of its life, so that as much is left for what may go wrong.
 * Where in between is the cluster's own, for many tokens may have been made at once.
 *
 * @returns null for a token that cannot be renewed by itself
 */
export function renewalTime(clusterId: string, { kind, account, issuedAt, expiresAt }: RenewableCredential): Date | null {
  if (kind !== "bound" || account === null || issuedAt === null || expiresAt === null) return null;
  const from = Date.parse(issuedAt);
  const lifeMs = Date.parse(expiresAt) - from;
  return lifeMs <= 0 ? null : new Date(from + lifeMs * (1 / 2 + placeOf(clusterId) / 6));
}

export type RenewableCredential = Pick<Credential, "kind" | "account" | "issuedAt" | "expiresAt">;

/** 0 to 1, always the same for the same text. */
function placeOf(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 997;
  return sum / 997;
}
